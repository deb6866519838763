import { exchangeKeys } from '../../lib/ssh/key-exchange';
import { KeyPair, SshHost } from './ssh-host';

const LIMITS = { connectTimeoutSeconds: 10 };

test('of several keys, the one is asked for that Terraform will be shown; nobody logs in', async () => {
  const ecdsa = new KeyPair('ecdsa');
  const host = new SshHost({ hostKeys: [new KeyPair(), ecdsa] });
  const login = { name: 'root', port: await host.listen() };
  const shown = await exchangeKeys({ address: '127.0.0.1', login }, LIMITS);
  await host.close();
  expect(shown).toEqual({ kind: 'shown', hostKey: ecdsa.publicKey });
  expect(host.attempts).toEqual([]);
});

test('a host that is down has a reason', async () => {
  const host = new SshHost({ hostKeys: [new KeyPair()] });
  const login = { name: 'root', port: await host.listen() };
  await host.close();
  expect(await exchangeKeys({ address: '127.0.0.1', login }, LIMITS)).toMatchObject({
    kind: 'failed',
    failure: { id: 'host.connection', message: expect.stringContaining('connection refused') },
  });
});

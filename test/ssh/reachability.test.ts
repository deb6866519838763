import { once } from 'node:events';
import { AddressInfo, Server, Socket, createServer } from 'node:net';
import { unreachable } from '../../lib/ssh/reachability';

jest.setTimeout(20_000);

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  sockets.forEach((socket) => socket.destroy());
  server.close();
});

/** What is said about a server on this machine. */
async function toldOf(greet: (socket: Socket) => void): Promise<string | undefined> {
  server = createServer((socket) => {
    sockets.push(socket);
    greet(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const told = await unreachable({ address: '127.0.0.1', login: { port } });
  return told?.replace(String(port), 'N');
}

test('a server that greets as SSH is reachable', async () => {
  expect(await toldOf((socket) => socket.write('SSH-2.0-x\r\n'))).toBeUndefined();
});

test('a server that says nothing is given up after five seconds', async () => {
  expect(await toldOf(() => undefined)).toBe(
    'port N cannot be reached by SSH: no answer within 5 s',
  );
});

test.each<[string, (socket: Socket) => void, string]>([
  ['speaks otherwise', (socket) => socket.write('220 mail\r\n'), 'no SSH server answers there'],
  ['hangs up', (socket) => socket.end(), 'the host broke the connection off'],
])('a server that %s is told', async (_, greet, expected) => {
  expect(await toldOf(greet)).toBe(`port N cannot be reached by SSH: ${expected}`);
});

test('a port where nobody listens is told', async () => {
  await toldOf((socket) => socket.end());
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  expect(await unreachable({ address: '127.0.0.1', login: { port } })).toMatch(
    /connection refused/,
  );
});

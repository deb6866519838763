import { cleanHost } from '../../../../cli/actions/retire/clean-host';
import { leftOnHost } from '../../../../fleet/look/left-on-host';
import { Project } from '../../../../lib/node/project';
import { ShellHost } from '../../../../lib/ssh/host-shell';

jest.mock('../../../../fleet/look/left-on-host');
afterEach(() => jest.restoreAllMocks());

const HOST = { address: '192.168.12.34' } as ShellHost;
const REMAINS = {
  ...{ machineNames: [], publicKey: '', isOwnKey: true },
  storage: { poolName: 'default', poolPath: '/var/lib/libvirt/images' },
};
const UNKNOWN = 'what is of libvirt: libvirt does not answer';

test('where nothing could be looked at, nothing is said to be gone', async () => {
  const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.mocked(leftOnHost).mockResolvedValue({ ours: [], stays: [], failed: [UNKNOWN] });
  const code = await cleanHost(HOST, REMAINS, Project.of('/p/x.xml'), { yes: true });
  expect(code).toBe(1);
  const text = said.mock.calls.map(([chunk]) => String(chunk)).join('');
  expect(text).toBe(`192.168.12.34: nothing was removed\n- not removed: ${UNKNOWN}\n`);
});

test('before the question all that stays is told, and control characters of a name are none', async () => {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const left = { ours: ['file a\u009b[2J'], stays: [], failed: [UNKNOWN] };
  jest.mocked(leftOnHost).mockResolvedValue(left);
  await cleanHost(HOST, REMAINS, Project.of('/p/x.xml'), { yes: true });
  const text = said.mock.calls.map(([chunk]) => String(chunk)).join('');
  expect(text).toContain(`- stays: ${UNKNOWN}`);
  expect(text).not.toContain('\u009b');
});

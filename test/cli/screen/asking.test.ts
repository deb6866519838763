import { resourceAddress } from '../../fixtures/resource-address';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ResourceChange } from '../../../fleet/terraform/saved-plan';
import { stackId } from '../../../lib/machine/stack-id';
import { stateText } from '../../fixtures/state';
import {
  PREPARE_AGAIN,
  RESTART,
  announced,
  diagnostic,
  prints,
} from '../../fleet/support/fake-terraform';
import { facts } from '../../hostile/programs/host-shell';
import { ADDRESSES, FleetProject, resource } from '../fleet-project';
import { OperatorScreens, normalised } from './operator-screen';

jest.setTimeout(120_000);

const [FIRST, SECOND] = ADDRESSES;
const REFUSED = 2;

interface Asking {
  readonly args: readonly string[];
  /** Makes something to be asked for. */
  readonly prepare: (project: FleetProject) => void;
  /** On one line of a wide terminal. */
  readonly question: string;
  /** Whether it was done. */
  readonly isDone: (project: FleetProject) => boolean;
  /** What is said when it is not. @default 'nothing was changed' */
  readonly declined?: string;
}

const wasApplied = (project: FleetProject) => project.terraform.calls('apply').length > 0;

function created(type: string, after: object): ResourceChange {
  return {
    address: resourceAddress(type, after),
    type,
    change: { actions: ['create'], before: null, after: { ...after } },
  };
}

function deleted(type: string, before: object): ResourceChange {
  return {
    address: resourceAddress(type, before),
    type,
    change: { actions: ['delete'], before: { ...before }, after: null },
  };
}

const GONE = 'power missing\n';
const isAsked = (script: string, what: string) => script.includes(what);

const COMMANDS: Readonly<Record<string, Asking>> = {
  deploy: {
    args: ['deploy', '--allow', 'restart', '--health-check', 'true'],
    prepare: (project) => {
      project.terraform.finds(
        [created('libvirt_domain', { name: 'vm021', vcpu: 26, memory: 128, memory_unit: 'GiB' })],
        stackId(FIRST),
      );
      project.terraform.finds([RESTART], stackId(SECOND));
    },
    question: 'apply 2 changes on 2 hosts: vm021, vm022 (1 new VM; restart: vm022)? yes/no: ',
    isDone: wasApplied,
  },
  destroy: {
    args: ['destroy', '--parallel', '1'],
    prepare: (project) => {
      project.terraform.finds([
        deleted('libvirt_domain', { name: 'vm' }),
        deleted('libvirt_volume', { name: 'vm.qcow2' }),
      ]);
      project.answersTo((script) => (isAsked(script, 'QK_QUERY_VM') ? GONE : undefined));
    },
    question: 'destroy 3 VMs and their disks on 3 hosts: vm021, vm022, vm023? yes/no: ',
    isDone: wasApplied,
  },
  prepare: {
    args: ['prepare', '--parallel', '1'],
    prepare: (project) => project.terraform.finds([PREPARE_AGAIN]),
    question: 'prepare 3 hosts: 127.0.12.1, 127.0.12.2, 127.0.12.3? yes/no: ',
    isDone: wasApplied,
  },
  adopt: {
    args: ['adopt', '--hosts', SECOND],
    prepare: (project) => {
      project.terraform.finds(
        [RESTART].map((change) => ({
          ...change,
          change: { ...change.change, after: { ...change.change.before, autostart: false } },
        })),
      );
      project.answersTo((script) => {
        if (isAsked(script, 'dumpxml')) return MACHINE;
        return isAsked(script, 'QK_QUERY_VM') ? undefined : '';
      });
    },
    question: 'adopt 1 VM on 1 host: vm022 (no restart)? yes/no: ',
    isDone: wasApplied,
    declined: 'no VM was adopted; what preparation has made on the hosts stays',
  },
  retire: {
    args: ['retire', SECOND],
    prepare: (project) => {
      project.configure([FIRST]);
      project.holds(SECOND, [resource('libvirt_domain', { name: 'vm022' })]);
      project.terraform.finds([
        deleted('libvirt_domain', { name: 'vm022' }),
        deleted('libvirt_volume', { name: 'vm022.qcow2' }),
      ]);
      project.answersTo((script) => (isAsked(script, 'QK_QUERY_VM') ? GONE : undefined));
    },
    question: 'retire 127.0.12.2 and destroy 1 VM and its disk: vm022? yes/no: ',
    isDone: wasApplied,
  },
  'restore-state': {
    args: ['restore-state'],
    prepare: (project) => {
      const stack = join(project.folder, '.quantum-kvm', stackId(SECOND), 'earlier');
      project.holds(SECOND, []);
      mkdirSync(stack, { recursive: true });
      const held = [{ mode: 'managed', type: 'libvirt_domain', name: 'A' }];
      writeFileSync(join(stack, 'errored.tfstate'), stateText(held));
    },
    question: 'put back the state host-127-0-12-2.tfstate? yes/no: ',
    isDone: (project) => readFileSync(project.stateFile(SECOND), 'utf8').includes('libvirt_domain'),
  },
  check: {
    args: ['check', '--parallel', '1'],
    prepare: (project) => {
      rmSync(join(project.folder, 'hosts.lock.json'));
      project.answersTo(() => facts());
    },
    question: 'trust these 3 host keys as those of 127.0.12.1, 127.0.12.2, 127.0.12.3? yes/no: ',
    isDone: (project) => existsSync(join(project.folder, 'hosts.lock.json')),
    declined: 'the host keys were not accepted; nothing was sent to any host',
  },
};

const MACHINE = `<domain type='kvm'>
  <name>vm022</name>
  <memory unit='KiB'>134217728</memory>
  <vcpu>26</vcpu>
  <devices>
    <disk type='file'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/vm022.qcow2'/><target dev='vda'/></disk>
    <interface type='bridge'><mac address='52:54:00:aa:00:01'/><source bridge='br0'/></interface>
  </devices>
</domain>
`;

const screens = new OperatorScreens();
let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(async () => {
  screens.closeAll();
  await project.remove();
});
afterAll(() => screens.remove());

/** Without what a line that was too wide was broken by. */
const unbroken = (screen: string) => screen.replace(/\s+/g, ' ');

describe.each(Object.entries(COMMANDS))(
  '%s',
  (_, { args, prepare, question, isDone, ...asking }) => {
    const { declined = 'nothing was changed' } = asking;
    beforeEach(() => prepare(project));

    const DECLINED = [
      ['no', 120, 'no\n'],
      ['Ctrl-C', 200, '\u0003'],
      ['the end of the input', 80, '\u0004'],
    ] as const;

    test.each(DECLINED)('%s at %i columns leaves everything as it is', async (_, columns, keys) => {
      const terminal = screens.start(project, args, { columns });
      await terminal.until('yes/no:');
      terminal.type(keys);
      expect(await terminal.end()).toBe(REFUSED);
      const { text, cursor } = terminal.screen;
      expect(unbroken(text)).toContain(question);
      expect(text.endsWith(`quantum-kvm: ${declined}`)).toBe(true);
      expect(cursor).toEqual({ line: text.split('\n').length, column: 0 });
      expect(isDone(project)).toBe(false);
      expect(normalised(text, project)).toMatchSnapshot();
    });

    test('y is asked again at 80 columns, and yes does it', async () => {
      const terminal = screens.start(project, args, { columns: 80 });
      await terminal.until('yes/no:');
      terminal.type('y\n');
      await terminal.until('Answer yes or no:');
      expect(isDone(project)).toBe(false);
      terminal.type('yes\n');
      await terminal.end();
      expect(isDone(project)).toBe(true);
      const { text } = terminal.screen;
      expect(text.split('Answer yes or no: yes\n')).toHaveLength(2);
      expect(normalised(text, project)).toMatchSnapshot();
    });
  },
);

test.each([80, 120, 200])(
  'a host at work is drawn at %i columns, and gone from the question',
  async (columns) => {
    COMMANDS.deploy!.prepare(project);
    const plans = `hold; echo "plan of $stack" >"$out"; ${announced([RESTART])}; exit 2`;
    project.terraform.does('plan', plans, stackId(SECOND));
    const terminal = screens.start(project, COMMANDS.deploy!.args, { columns });
    await terminal.until(/planning: 2 of 3 hosts/);
    const running = terminal.screen.text;
    project.terraform.release();
    await terminal.until('yes/no:');
    expect(terminal.screen.text).not.toContain('planning');
    terminal.type('yes\n');
    expect(await terminal.end()).toBe(0);
    expect(
      [running, terminal.screen.text].map((text) => normalised(text, project)),
    ).toMatchSnapshot();
  },
);

test('Ctrl-C while hosts are changed is answered above what is drawn, and leaves no mark on the screen', async () => {
  project.terraform.finds([RESTART], stackId(FIRST));
  project.terraform.does('apply', 'hold');
  const args = ['deploy', '--yes', '--allow', 'restart', '--health-check', 'true'];
  const terminal = screens.start(project, args, { columns: 80 });
  await terminal.until(/127\.0\.12\.1 {2}\d s {2}apply/);
  terminal.interrupt();
  await terminal.until(
    /no further host is begun[^]*\n127\.0\.12\.1 {2}0 s {2}apply\napplying: 0 of 1 host/,
  );
  project.terraform.release();
  expect(await terminal.end()).toBe(1);
  expect(unbroken(terminal.screen.text)).toContain(
    'deploy was interrupted; of the hosts that were begun 1 failed; no host is left',
  );
  expect(terminal.screen.text).not.toContain('^C');
  expect(terminal.screen.text).not.toContain('applying');
});

test('a terminal that is made narrower while hosts are planned shows each line once', async () => {
  project.terraform.finds([RESTART]);
  project.terraform.does('plan', `hold; echo plan >"$out"; ${announced([RESTART])}; exit 2`);
  const terminal = screens.start(project, COMMANDS.deploy!.args, { columns: 120 });
  await terminal.until(/127\.0\.12\.3 {2}0 s {2}plan/);
  terminal.resize(80, 24);
  await terminal.until(
    /^127\.0\.12\.1 {2}0 s {2}plan\n127\.0\.12\.2 {2}0 s {2}plan\n127\.0\.12\.3 {2}0 s {2}plan\nplanning: 0 of 3 hosts, 0 s$/,
  );
  project.terraform.release();
  await terminal.until('yes/no:');
  expect(terminal.screen.text).toMatch(/^Changes on /);
});

test.each<Record<string, string>>([{ TERM: 'dumb' }, { NO_COLOR: '1' }, { CI: 'true' }])(
  'with %j nothing is drawn anew: each host is a line',
  async (environment) => {
    project.terraform.finds([RESTART], stackId(FIRST));
    const terminal = screens.start(project, ['plan'], { columns: 80 }, environment);
    expect(await terminal.end()).toBe(3);
    expect(terminal.screen.text).toMatch(
      /^(\[\d\/3\] 127\.0\.12\.\d (planned|no changes) \(0\.0 s\)\n){3}\nChanges on /,
    );
  },
);

test.each([60, 80])(
  'sentences break between words at %i columns, wherever they are said',
  async (columns) => {
    const words =
      'the storage pool default cannot be refreshed because libvirt reports an unexpected failure of it';
    const command =
      'virsh -c qemu:///system pool-refresh default && virsh -c qemu:///system pool-info default --bytes';
    const detail = `${words}; run "${command}" on the host`;
    const failed = prints(diagnostic('error', 'Reading the pool', detail));
    project.terraform.does('plan', `${failed}; exit 1`, stackId(FIRST));
    project.terraform.finds([RESTART], stackId(SECOND));
    const terminal = screens.start(project, ['deploy', '--yes'], { columns });
    expect(await terminal.end()).toBe(REFUSED);
    const said = terminal.screen.text;
    const shown = new Set(said.split(/[\s;:]+/));
    const refused = 'this means restart nothing was applied add --allow restart if it is meant';
    for (const word of `${words} ${refused}`.split(' '))
      expect([word, shown.has(word)]).toEqual([word, true]);
    expect(said.replaceAll('\n', '')).toContain(command);
    expect(said).toMatch(/\n {2}virsh -c qemu/);
  },
);

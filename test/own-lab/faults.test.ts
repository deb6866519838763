import { setTimeout as sleep } from 'node:timers/promises';
import { EXPECTATIONS, Expectation } from './support/fault-expectations';
import { OwnLab } from './support/own-lab';
import { done, Project, Run, Started } from '../lab/support/project';

jest.setTimeout(900_000);

const lab = new OwnLab(41, 15);
const projects: Project[] = [];
/** What an operator sees of each fault, printed in the end. */
const seen: string[] = [];

beforeAll(() => {
  lab.up(2, '--fresh');
});
afterAll(() => {
  projects.forEach((project) => project.remove());
  lab.remove();
  process.stdout.write(`${seen.join('\n')}\n`);
});

/** A project over one host, whose facts are those of the host without a fault. */
function projectOn(host: number, settings: Record<string, string | null> = {}): Project {
  const of = (more: Record<string, string | null>) => ({
    'kvm.host.range': lab.address(host),
    'kvm.install.media': 'none',
    ...more,
  });
  const project = new Project(of({}), () => lab.lab('known-hosts'));
  projects.push(project);
  done(project.quantumKvm('check'));
  project.configure(of(settings));
  return project;
}

/** The packages, the files under /etc with their contents, and what libvirt knows. */
function contents(host: number): string {
  return lab.sh(
    host,
    `dpkg-query -W
     find /etc -type f -exec md5sum {} + | sort -k 2
     find /etc -printf '%p %T@ %m %u %l\\n' | sort
     ls -l --full-time /var/lib/libvirt/images
     if command -v virsh >/dev/null; then
       for what in list net-list pool-list; do virsh -q "$what" --all; done
     fi`,
  );
}

interface Finding {
  readonly id: string;
  readonly verdict: string;
  readonly message: string;
  readonly cure?: string;
}

/** What `quantum-kvm check --json` says of the only host. */
function findings({ output }: Run): Finding[] {
  const json = output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1);
  return JSON.parse(json).hosts[0].checks;
}

function withFaults<T>(host: number, faults: readonly string[], action: () => T): T {
  faults.forEach((fault) => lab.lab('fault', String(host), fault));
  try {
    return action();
  } finally {
    [...faults].reverse().forEach((fault) => lab.lab('fault', String(host), fault, 'off'));
  }
}

/** Everything else passes: the fault, and nothing but the fault, is told. */
function expectTold(run: Run, { faults, id, verdict, message, also = [] }: Expectation): void {
  const told = findings(run).find((finding) => finding.id === id);
  seen.push(
    `${faults.join(' + ')}: exit code ${run.status}, ${told?.verdict} ${told?.id}: ${told?.message}; ${told?.cure}`,
  );
  expect(told).toMatchObject({ verdict, message: expect.stringMatching(message) });
  expect(run.status).toBe(verdict === 'fail' ? 1 : 0);
  const failed = findings(run).filter((finding) => finding.verdict === 'fail');
  const expected = verdict === 'fail' ? [id, ...also] : [];
  expect(failed.map((finding) => finding.id).sort()).toEqual(expected.sort());
}

describe('on a bare host', () => {
  test.each(
    EXPECTATIONS.map((expectation) => ({
      ...expectation,
      title: expectation.faults.join(' and '),
    })),
  )('$title: the check says $id, and changes nothing', (expectation) => {
    const project = projectOn(1, expectation.settings);
    withFaults(1, expectation.faults, () => {
      const before = contents(1);
      const run = project.quantumKvm('check', '--json');
      expect(contents(1)).toBe(before);
      expectTold(run, expectation);
    });
  });

  test('a deployment stops at its own check, and changes nothing', () => {
    const project = projectOn(1);
    withFaults(1, ['bridge-missing'], () => {
      const before = contents(1);
      const run = project.cdktfDeploy();
      expect(run.status).toBe(1);
      expect(run.output).toMatch(/FAIL\s+network\.bridge\s+bridge br0 is missing/);
      expect(contents(1)).toBe(before);
    });
  });
});

/** Until a shell condition holds on a host; a deployment that ends before ends the wait. */
async function until(host: number, condition: string, deployment: Started): Promise<void> {
  // On the host itself, for a second at a time: each look from here costs more than many there.
  const looks = `for i in $(seq 20); do ${condition} && exit; sleep 0.05; done; exit 1`;
  for (;;) {
    if (lab.tryLab('shell', String(host), '--', 'sh', '-c', looks).status === 0) return;
    if (deployment.hasEnded) throw new Error(`deployment ended before: ${condition}`);
    await sleep(0);
  }
}

/** The packages are 100 MiB: time enough for an accident in the middle. */
const DOWNLOAD_KIB_PER_SECOND = 2000;

const RUNNING = (program: string): string => `grep -qx ${program} /proc/[0-9]*/comm`;

describe('while a host is being prepared', () => {
  test('a locked package manager is waited for', async () => {
    const project = projectOn(1);
    lab.lab('fault', '1', 'packages-locked');
    const deployment = project.startCdktfDeploy();
    await until(1, RUNNING('apt-get'), deployment);
    await sleep(5000);
    expect(deployment.hasEnded).toBe(false);
    expect(lab.sh(1, 'command -v virsh || echo none')).toBe('none\n');
    lab.lab('fault', '1', 'packages-locked', 'off');
    done({ status: await deployment.ended, output: deployment.output });
    expect(lab.status()[0]!.machines).toMatchObject([{ state: 'running' }]);
    done(project.destroy());
  });

  describe('and something goes wrong', () => {
    let project: Project;
    beforeAll(() => (project = projectOn(2)));

    /** Lets a deployment fail by what happens to the host when a condition holds there; what the operator sees of it. */
    async function failedBy(condition: string, accident: string[], seenAs: RegExp): Promise<void> {
      const deployment = project.startCdktfDeploy();
      await until(2, condition, deployment);
      lab.lab(...accident);
      expect(await deployment.ended).toBe(1);
      const { output } = deployment;
      expect(output).toMatch(seenAs);
      seen.push(`${accident.join(' ')}: exit code 1, ${seenAs.exec(output)?.[0]}`);
    }

    test('a network that dies fails the deployment, which says what could not be installed', async () => {
      const downloading = 'ls /var/cache/apt/archives/partial/*.deb';
      const slowly = '/etc/apt/apt.conf.d/slowly';
      lab.sh(2, `echo 'Acquire::http::Dl-Limit "${DOWNLOAD_KIB_PER_SECOND}";' >${slowly}`);
      await failedBy(downloading, ['fault', '2', 'network-dead'], /FAIL\s+packages\s.*/);
      lab.sh(2, `rm ${slowly}`);
      lab.lab('fault', '2', 'network-dead', 'off');
    });

    test('a reboot in the middle of an installation fails it, and deploying again completes it', async () => {
      // cdktf may drop what Terraform says last, but never how Terraform ended.
      const message = /error executing .*|Invoking Terraform CLI failed .*/;
      await failedBy('test -n "$(dpkg --audit)"', ['stop', '2'], message);
      lab.lab('start', '2');
      expect(lab.sh(2, 'dpkg --audit')).not.toBe('');
      const repair = project.deploy();
      if (repair.status !== 0) seen.push(lab.sh(2, 'tail -n 80 /var/log/apt/term.log'));
      done(repair);
      expect(lab.sh(2, 'dpkg --audit')).toBe('');
      expect(lab.status()[1]!.machines).toMatchObject([{ state: 'running' }]);
      done(project.destroy());
    });
  });
});

describe('on a prepared host', () => {
  test('a foreign VM of the name is refused and left alone', () => {
    const project = projectOn(1);
    const faults = ['foreign-vm'];
    withFaults(1, faults, () => {
      const before = contents(1);
      const run = project.quantumKvm('check', '--json');
      expectTold(run, {
        faults,
        id: 'machine.name',
        verdict: 'fail',
        message: /a VM named vm061 is there already/,
      });
      expect(project.deploy().status).toBe(1);
      expect(contents(1)).toBe(before);
    });
  });
});

describe('data disks', () => {
  const BLANK = '/dev/disk/by-id/wwn-0x5000000000000001';
  const USED = '/dev/disk/by-id/wwn-0x5000000000000002';

  test('a blank one is passed through with its contents kept, one that is mounted is refused', () => {
    lab.lab('disk', '1', 'add', 'wwn-0x5000000000000001', '2T');
    lab.lab('disk', '1', 'add', 'wwn-0x5000000000000002', '1G', '--with-filesystem');
    const project = projectOn(1, { 'kvm.data.disks': BLANK });
    done(project.deploy());
    const disk = /<source dev=.\/dev\/disk\/by-id\/wwn-0x5000000000000001.[^]*?<serial>/;
    expect(lab.sh(1, 'virsh dumpxml vm061')).toMatch(disk);
    lab.sh(1, `echo planted | dd of=${BLANK} conv=notrunc status=none`);
    done(project.destroy());
    done(project.deploy());
    expect(lab.sh(1, `head -c 7 ${BLANK}`)).toBe('planted');
    done(project.destroy());

    lab.sh(1, `mount ${USED} /mnt`);
    const refused = projectOn(1, { 'kvm.data.disks': USED }).quantumKvm('check', '--json');
    expect(refused.status).toBe(1);
    expect(findings(refused)).toContainEqual(
      expect.objectContaining({ id: 'disk.free', verdict: 'fail' }),
    );
  });

  test('nothing of the disks is left on the machine', () => {
    lab.lab('down');
    expect(lab.traces(2)).toEqual([]);
  });
});

import { OwnLab } from './support/own-lab';
import { done, Project, Run } from '../lab/support/project';

jest.setTimeout(600_000);

const lab = new OwnLab(161);
let project: Project;

beforeAll(() => {
  lab.up(1, '--fresh');
  const settings = { 'kvm.host.range': lab.address(1), 'kvm.install.media': 'none' };
  project = new Project(settings, () => lab.lab('known-hosts'));
});
afterAll(() => {
  project.remove();
  lab.remove();
});

const CONFIG = '/etc/ssh/sshd_config.d/site.conf';

/** What keeps a deployment from a host that answers, and what an operator does about it by the cure. */
const FAULTS = [
  {
    set: `echo 'AuthorizedKeysFile /etc/ssh/everybody' >${CONFIG}`,
    told: /login\.key: .*keys of all users from \/etc\/ssh\/everybody/,
    cured: `echo 'AuthorizedKeysFile .ssh/authorized_keys' >${CONFIG}`,
  },
  {
    set: 'sed -i "1i echo Connected to production" .bashrc',
    told: /login\.script: the login prints "Connected to production".*\n.*\/root\/\.bashrc/,
    cured: "sed -i '1i case $- in *i*) ;; *) return ;; esac' .bashrc",
  },
  {
    set: 'chmod 700 /var/lib/libvirt',
    told: /storage\.access: QEMU runs as libvirt-qemu, which cannot enter \/var\/lib\/libvirt /,
    cured: 'chmod o+x /var/lib/libvirt',
  },
] as const;

/** What stands on the host where a login could leave something. */
function contents(): string {
  return lab.sh(1, 'find /root /tmp /etc -printf "%p %s %m %u\\n" | sort');
}

function check(): Run {
  return project.quantumKvm('check');
}

test('a green check means that the deployment works: each fault is told, and its cure leads there', () => {
  FAULTS.forEach(({ set }) => lab.sh(1, `cd /root; ${set}`));
  const before = contents();
  const red = check();
  expect(contents()).toBe(before);
  expect(red.status).toBe(1);
  FAULTS.forEach(({ told }) => expect(red.output).toMatch(told));
  FAULTS.forEach(({ cured }) => lab.sh(1, `cd /root; ${cured}`));
  // What is no fault: a home from which no program may be started, one session at a time, no forwarding.
  lab.sh(1, `printf 'MaxSessions 1\\nAllowStreamLocalForwarding no\\n' >>${CONFIG}`);
  lab.sh(1, 'mount --bind /root /root && mount -o remount,bind,noexec /root');
  done(check());
  done(project.deploy());
  const again = done(check()).output;
  expect(again).not.toContain('Warnings');
  done(project.destroy());
});

test('a login of seconds is told with its seconds', () => {
  // PAM is asked where the key does not open the login.
  lab.sh(1, 'echo "auth optional pam_exec.so /bin/sleep 6" >>/etc/pam.d/sshd; rm -rf /root/.ssh');
  const run = check();
  lab.sh(1, 'sed -i /pam_exec/d /etc/pam.d/sshd');
  expect(done(run).output).toMatch(/login\.time: the login took \d+ s/);
});

import { Command } from 'commander';

/** What stands after `quantum-kvm`, and what it is for. */
type Example = readonly [line: string, purpose: string];

/** Two of each command, by its name. */
export const EXAMPLES: Readonly<Record<string, readonly [Example, Example]>> = {
  adopt: [
    [
      'adopt --hosts 192.168.12.34',
      'take over the VM of one host; what would restart its guest is shown and not done',
    ],
    ['adopt --allow restart', 'take over all, and restart the guests that need it'],
  ],
  check: [
    [
      'check --known-hosts known_hosts',
      'check all hosts, with the SSH keys of new ones from a file',
    ],
    [
      'check --accept-new-facts 192.168.12.34',
      'record the CPU and memory of a host that was rebuilt',
    ],
  ],
  completion: [
    ['completion bash', 'for "source <(quantum-kvm completion bash)" in ~/.bashrc'],
    ['completion zsh', 'for the file _quantum-kvm in a folder of $fpath'],
  ],
  deploy: [
    [
      'deploy --hosts 192.168.12.34:192.168.12.36',
      'bring three hosts to the configuration, after a question',
    ],
    ['deploy --allow restart --restart-parallel 2', 'do also what restarts guests, two at a time'],
  ],
  destroy: [
    ['destroy --hosts 192.168.12.34', 'remove the VM of one host, after a question'],
    ['destroy --keep-disks', 'remove all VMs, and leave their system disks for the next deploy'],
  ],
  plan: [
    ['plan --out reviewed', 'keep the plans for review and for "deploy --plan reviewed"'],
    ['plan --hosts 192.168.12.34 --json', 'what would change on one host, for a program'],
  ],
  prepare: [
    ['prepare --parallel 16', 'install what all hosts need, sixteen at a time'],
    ['prepare --hosts 192.168.12.34 --yes', 'one host, without a question'],
  ],
  'restore-state': [
    ['restore-state', 'show what would be put back, and ask'],
    [
      'restore-state --config /srv/zetta/quantum_server_config.xml --yes',
      'of another project, without a question',
    ],
  ],
  retire: [
    ['retire 192.168.12.34', 'take down what stands on a host that left kvm.host.range'],
    ['retire 192.168.12.34 --forget', 'the machine is gone: put its state away'],
  ],
  status: [
    ['status --watch 10', 'show all VMs, and again every ten seconds'],
    [
      'status --prometheus /var/lib/prometheus/node-exporter/quantum-kvm.prom',
      'write metrics for node_exporter as well',
    ],
  ],
  console: [
    ['console 192.168.12.34', 'the serial console of the VM on this host'],
    ['console 192.168.12.34 --vnc --print', 'the ssh line for a VNC viewer, to be copied'],
  ],
  init: [
    ['init site', 'make a site in the folder "site"; at a terminal it asks what no option says'],
    [
      'init --hosts 192.168.12.34:192.168.12.36 --bridges br0,br1',
      'in the current folder, for three hosts with two NICs for each VM',
    ],
  ],
  'kit-packages': [
    [
      'kit-packages packages',
      'with hosts.lock.json in the current folder, of hosts with the system of this machine',
    ],
    [
      'kit-packages --hosts 192.168.12.34:192.168.12.36 --sources ubuntu.sources packages-ubuntu',
      'three hosts with another system, from the package sources in a file',
    ],
  ],
  log: [
    ['log', 'how the last run went'],
    ['log 192.168.12.34', 'what was said of one host in it, errors first'],
  ],
};

/** Puts the examples of a command at the end of its help. */
export function addExamples(command: Command): void {
  const lines = (EXAMPLES[command.name()] ?? []).map(
    ([line, purpose]) => `  quantum-kvm ${line}\n      ${purpose}`,
  );
  if (lines.length > 0) command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

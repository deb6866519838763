import { grouped, listed } from '../addressing/host-group';
import { isLoopback } from '../addressing/loopback';
import { limits } from './limits';
import { Problem, quoted } from '../problem';
import { rules } from './rules';
import { Settings } from '../settings';
import { vmNumber } from '../addressing/vm-name';

/** The consoles of the VMs: which port they have, and who reaches them. */
export function vncProblems(settings: Settings, hosts: readonly string[]): Problem[] {
  return [...highPorts(settings, hosts), ...openConsoles(settings, hosts)];
}

function highPorts(settings: Settings, hosts: readonly string[]): Problem[] {
  const tooHigh = hosts.filter((address) => {
    const base = settings.value('kvm.vnc.port.base', address);
    const interval = settings.value('kvm.host.name.interval', address);
    return (
      base !== undefined &&
      interval !== undefined &&
      base + vmNumber(address, interval) > limits.port.max
    );
  });
  const bySetting = grouped(tooHigh, (address) => settings.find('kvm.vnc.port.base', address));
  return [...bySetting].map(([{ element }, addresses]) => ({
    severity: 'error' as const,
    where: element.where,
    what: `${element.name} is ${quoted(String(element.text ?? ''))}: with the VM's number added, the port of ${listed(addresses)} is over ${limits.port.max}`,
    allowed: rules['kvm.vnc.port.base'].allowed,
    cure: `set it to at most ${limits.port.max - limits.vmNumber.max}`,
  }));
}

function openConsoles(settings: Settings, hosts: readonly string[]): Problem[] {
  const open = hosts.filter((address) => {
    const listen = settings.value('kvm.vnc.listen', address);
    return listen !== undefined && !isLoopback(listen);
  });
  const bySetting = grouped(open, (address) => settings.find('kvm.vnc.listen', address));
  return [...bySetting].map(([{ element }, addresses]) => ({
    severity: 'warning' as const,
    where: element.where,
    what: `${element.name} is ${quoted(String(element.text ?? ''))}: the consoles on ${listed(addresses)} have no password and no encryption, and whoever reaches that address sees and steers the VM`,
    allowed: 'a loopback address, reached through SSH; any other only on a network that you trust',
    cure: `set it to ${rules['kvm.vnc.listen'].default}, and open the console through "ssh -L"`,
  }));
}

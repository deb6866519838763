import { FakedHost, SHELLS } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

/** Frames of bridges go through the IP filter, whose rules are these. */
function filtered(nft: string): FakedHost {
  host.write('proc/sys/net/bridge/bridge-nf-call-iptables', '1\n');
  return host.command('nft', `cat <<'END'\n${nft}\nEND`);
}

const DOCKER = `table ip filter {
	chain FORWARD {
		type filter hook forward priority filter; policy drop;
		counter packets 0 bytes 0 jump DOCKER-USER
	}
}`;

describe.each(SHELLS)('under %s', (shell) => {
  test('every named bridge must be there, and be a bridge', () => {
    host.interface('eth0');
    const checked = host.check(shell, { QK_BRIDGES: 'br0 br7 eth0' });
    expect(checked.verdicts('network.bridge')).toEqual(['PASS', 'FAIL', 'FAIL']);
    expect(checked.told('network.bridge')).toBe('br0; ');
    expect(checked.stdout).toContain('bridge br7 is missing; the host has: br0\t');
    expect(checked.stdout).toContain('eth0 is not a Linux bridge');
  });

  test('bridges that other software makes are no fact, unless they are asked for', () => {
    host.bridge('virbr0').bridge('docker0').bridge('br-0123456789ab').bridge('br1', 9000);
    expect(host.check(shell).facts('bridge')).toEqual([
      ['br0', '1500'],
      ['br1', '9000'],
    ]);
    const asked = host.check(shell, { QK_BRIDGES: 'virbr0' }).facts('bridge');
    expect(asked.map(([name]) => name)).toEqual(['br0', 'br1', 'virbr0']);
  });

  test('a bridge with a name of another form is no fact', () => {
    for (const name of ['br@1', '-br', 'br${x}', 'bré', '*']) host.bridge(name);
    expect(host.check(shell).facts('bridge')).toEqual([['br0', '1500']]);
  });

  test('a bridge that is down fails', () => {
    host.write('sys/class/net/br0/flags', '0x1002\n');
    const checked = host.check(shell, { QK_BRIDGES: 'br0' });
    expect(checked.verdicts('network.bridge')).toEqual(['FAIL']);
    expect(checked.told('network.bridge')).toContain('bridge br0 is down');
    expect(checked.told('network.bridge')).toContain('ip link set br0 up');
  });

  test('a bridge without a port, or with nothing but VMs in it, is warned of', () => {
    host.without('sys/class/net/br0/brif');
    expect(host.check(shell, { QK_BRIDGES: 'br0' }).told('network.port')).toContain('has no port');
    host.port('br0', 'vnet0').write('sys/class/net/vnet0/tun_flags', '0x1002\n');
    expect(host.check(shell, { QK_BRIDGES: 'br0' }).told('network.port')).toContain('has no port');
    host.port('br0', 'eth0', false);
    const unplugged = host.check(shell, { QK_BRIDGES: 'br0' });
    expect(unplugged.told('network.port')).toContain('no port of bridge br0 has a carrier: eth0');
    expect(unplugged.verdicts('network.port')).toEqual(['WARN']);
    host.port('br0', 'eth1');
    expect(host.check(shell, { QK_BRIDGES: 'br0' }).verdicts('network.port')).toEqual(['PASS']);
  });

  test('frames that the filter of Docker drops are told, with the chain', () => {
    const checked = filtered(DOCKER).check(shell, { QK_BRIDGES: 'br0' });
    expect(checked.verdicts('network.filter')).toEqual(['FAIL']);
    expect(checked.told('network.filter')).toContain('ip filter FORWARD');
    expect(checked.told('network.filter')).toContain('bridge-nf-call-iptables=0');
  });

  test('the filter of iptables is asked where its module is loaded', () => {
    filtered('').command('iptables', '[ "$1" = -S ] && echo "-P FORWARD DROP"');
    expect(host.check(shell, { QK_BRIDGES: 'br0' }).verdicts('network.filter')).toEqual(['PASS']);
    host.write('proc/net/ip_tables_names', 'filter\n');
    expect(host.check(shell, { QK_BRIDGES: 'br0' }).verdicts('network.filter')).toEqual(['FAIL']);
  });

  test.each([
    ['does not see bridged frames', () => host.command('nft', `echo '${DOCKER}'`)],
    ['accepts those of the bridge', () => filtered(`${DOCKER}\n  iifname "br0" counter accept`)],
    ['drops IPv6 only', () => filtered(DOCKER.replace('table ip ', 'table ip6 '))],
    ['accepts what is forwarded', () => filtered(DOCKER.replace('drop', 'accept'))],
  ])('a filter that %s does no harm', (_, make) => {
    const checked = make().check(shell, { QK_BRIDGES: 'br0' });
    expect(checked.verdicts('network.filter')).not.toContain('FAIL');
  });

  test('one bridge may be filtered where the others are not', () => {
    host.bridge('br1').write('sys/class/net/br1/bridge/nf_call_iptables', '1\n');
    host.command('nft', `cat <<'END'\n${DOCKER}\nEND`);
    const checked = host.check(shell, { QK_BRIDGES: 'br0 br1' });
    expect(checked.verdicts('network.filter')).toEqual(['FAIL']);
    expect(checked.told('network.filter')).toContain('bridge br1');
  });
});

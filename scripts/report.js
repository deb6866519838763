/** Prints what libvirt on every running lab host says of its virtual machines. */
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const Table = require('cli-table3');
const { XMLParser } = require('fast-xml-parser');

const lab = join(__dirname, '..', 'lab', 'lab');
const LISTS = ['interface', 'disk', 'graphics'];
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => LISTS.includes(name),
});

const onHost = (host, ...command) =>
  execFileSync(lab, ['shell', String(host), '--', ...command], { encoding: 'utf8' });

/** `name : value` lines, as virsh prints them. */
const pairs = (text) =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split(':').map((part) => part.trim()))
      .filter(([name, value]) => name && value),
  );

function row(host, name) {
  const { domain } = parser.parse(onHost(host.number, 'virsh', 'dumpxml', name));
  const info = pairs(onHost(host.number, 'virsh', 'dominfo', name));
  const schedule = pairs(onHost(host.number, 'virsh', 'schedinfo', name));
  const disk = domain.devices.disk.find((d) => d.device === 'disk');
  return [
    host.address,
    name,
    info.State,
    info['CPU(s)'],
    `${schedule.vcpu_quota} / ${schedule.vcpu_period}`,
    `${Number(info['Max memory'].split(' ')[0]) / 1024 / 1024} GiB`,
    domain.devices.interface.map((nic) => `${nic.mac.address} ${nic.source.bridge}`).join('\n'),
    domain.devices.graphics.map((g) => `${g.listen.address ?? g.listen}:${g.port}`).join('\n'),
    info.Autostart,
    disk.source.file,
  ];
}

const head = [
  'host',
  'VM',
  'state',
  'vCPU',
  'quota / period µs',
  'memory',
  'NICs and bridges',
  'VNC',
  'autostart',
  'disk',
];
const table = new Table({ head, style: process.stdout.isTTY ? {} : { head: [], border: [] } });
const hosts = JSON.parse(execFileSync(lab, ['status', '--json'], { encoding: 'utf8' }));
for (const { host: name, address } of hosts.filter((h) => h.state === 'up')) {
  const host = { number: name.replace('kvm', ''), address };
  const names = onHost(host.number, 'virsh', 'list', '--all', '--name').split('\n').filter(Boolean);
  table.push(...names.map((name) => row(host, name)));
}
console.log(table.toString());

// bill.js FILE: a CycloneDX bill of materials without what differs from build to build: serial number, time, the
// digests of the tool that wrote it, paths of this machine, and the order of its parts.
const { readFileSync } = require('node:fs');

const bill = JSON.parse(readFileSync(process.argv[2], 'utf8'));
delete bill.serialNumber;
delete bill.metadata.timestamp;
console.log(JSON.stringify(normalized(bill), undefined, 2));

function normalized(value) {
  if (Array.isArray(value)) return value.map(normalized).filter(isPortable).sort(byText);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([name]) => !isOfTool(value, name));
  return Object.fromEntries(entries.map(([name, part]) => [name, normalized(part)]));
}

function isPortable(value) {
  return !(typeof value?.url === 'string' && value.url.startsWith('file:'));
}

/** Digests of the tools, as each machine compiles them. */
function isOfTool({ vendor, name }, property) {
  return property === 'hashes' && (vendor === 'CycloneDX' || name === 'cyclonedx-gomod');
}

function byText(a, b) {
  const [one, other] = [a, b].map((value) => JSON.stringify(value));
  return one < other ? -1 : Number(one > other);
}

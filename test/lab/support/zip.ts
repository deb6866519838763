import { inflateRawSync } from 'node:zlib';

/** The unpacked content of every entry of a zip archive, such as a saved plan (APPNOTE 4.3). */
export function unzipped(archive: Buffer): Buffer[] {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let entry = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const content = contentAt(archive, entry);
    entry += 46 + [28, 30, 32].reduce((sum, at) => sum + archive.readUInt16LE(entry + at), 0);
    return content;
  });
}

function contentAt(archive: Buffer, entry: number): Buffer {
  const isDeflated = archive.readUInt16LE(entry + 10) === 8;
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  const begin = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const stored = archive.subarray(begin, begin + size);
  return isDeflated ? inflateRawSync(stored) : stored;
}

import { FilledFolder } from '../../lib/kit/kit-folder';
import { KitSystem, systemText } from '../../lib/kit/kit-system';
import { KitDocument } from './documents/kit-document';
import { tableText } from './layout/table';
import { Palette } from './palette';
import { rangesText } from './plan-report';

export function kitDocument(
  { id, version, architecture, packages, addresses }: KitSystem,
  folder: string,
  { files, bytes, added }: FilledFolder,
): KitDocument {
  return {
    type: 'kit-packages',
    version: 1,
    folder,
    system: { id, version, architecture },
    hosts: addresses,
    packages,
    ...{ files, bytes, added },
  };
}

/** What the folder holds, for a person. */
export function kitReport(document: KitDocument, { width, strong }: Palette): string {
  const { folder, system, hosts, packages, files, bytes, added } = document;
  const row = [
    systemText(system),
    rangesText(hosts),
    packages.join(' '),
    ...[files, added, Math.ceil(bytes / 1e6)].map(String),
  ];
  return [
    tableText(['system', 'hosts', 'packages', 'files', 'new', 'MB'], [row], width),
    '',
    `${strong(folder)}: take all of it to the deployment node, and name it there by kvm.packages.directory`,
  ].join('\n');
}

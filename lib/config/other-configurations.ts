import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readConfiguration } from './read-configuration';

/**
 * Which hosts other XMLs in the folder of one have in kvm.host.range: the file's name by address. An XML that
 * cannot be read, or is none of ours, has none.
 *
 * @param configFile the one, absolute
 */
export function otherConfigurations(configFile: string): Map<string, string> {
  const folder = dirname(configFile);
  const others = readdirSync(folder)
    .filter((name) => /\.xml$/i.test(name) && join(folder, name) !== configFile)
    .sort();
  return new Map(
    others.flatMap((name) => {
      const { configuration } = readConfiguration(join(folder, name));
      return (configuration?.hosts ?? []).map(({ address }) => [address, name] as const);
    }),
  );
}

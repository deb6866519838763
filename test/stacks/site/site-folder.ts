import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HostSpec } from '../../../lib/machine/host-spec';
import { providersFolder } from '../../../lib/node/provider/providers-folder';
import { DeploymentInput, readDeploymentInput } from '../../../stacks/deployment-input';
import { SynthesizedStack } from '../../../stacks/synthesized-stack';
import { RunSynthesis, synthesizeStacks } from '../../../stacks/run-stacks';
import { FleetProject } from '../../cli/fleet-project';

const ROOT = resolve(__dirname, '..', '..', '..');

/** What is transpiled once serves all tests of a file. */
const transpiled = mkdtempSync(join(tmpdir(), 'transpiled-'));
afterAll(() => rmSync(transpiled, { recursive: true }));

/** A project with a `cdktf.json`, whose app is a program of plain JavaScript. */
export class SiteFolder {
  private constructor(readonly project: FleetProject) {
    process.env.TRANSPILED = transpiled;
    process.env.PROVIDERS_FOLDER = providersFolder();
  }

  static async make(addresses?: readonly string[]): Promise<SiteFolder> {
    return new SiteFolder(await FleetProject.make(addresses));
  }

  get folder(): string {
    return this.project.folder;
  }

  get input(): DeploymentInput {
    return readDeploymentInput();
  }

  /** A `cdktf.json` with this app. */
  app(command: string): void {
    this.project.writes('cdktf.json', JSON.stringify({ language: 'typescript', app: command }));
  }

  /** An app of this program. */
  program(text: string): void {
    this.project.writes('main.js', text);
    this.app('node main.js');
  }

  /** An app that calls `synthesizeSite` with this function; `kit` is what a site imports. */
  site(add = '() => undefined'): void {
    const file = (...path: string[]) => JSON.stringify(join(ROOT, ...path));
    this.program(
      [
        `require(${file('test', 'screen', 'transpiled.js')});`,
        `require(${file('lib', 'node', 'provider', 'providers-folder')}).providersFolder = () => process.env.PROVIDERS_FOLDER;`,
        `const kit = require(${file('lib', 'index')});`,
        `const cdktf = require(${file('node_modules', 'cdktf')});`,
        `kit.synthesizeSite(${add});`,
      ].join('\n'),
    );
  }

  /** Stacks as a run synthesizes them. */
  stacks(
    specs: readonly HostSpec[] = this.input.specs,
    run?: RunSynthesis,
  ): Promise<Map<string, SynthesizedStack>> {
    return synthesizeStacks({ input: { project: this.input.project, specs } }, run);
  }

  /** Those folders. */
  async folders(specs?: readonly HostSpec[]): Promise<string[]> {
    return [...(await this.stacks(specs)).values()].map(({ path }) => path);
  }

  async remove(): Promise<void> {
    delete process.env.TRANSPILED;
    delete process.env.PROVIDERS_FOLDER;
    await this.project.remove();
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { printable, printableEnds } from '../../lib/config/printable';
import { HostSpec } from '../../lib/machine/host-spec';
import { errorSentence } from '../../lib/node/file/file-fault';
import { pathDistrust } from '../../lib/node/file/trusted-path';
import { Project } from '../../lib/node/project';
import { variablesLeftOut } from '../../lib/node/terraform/terraform-environment';
import { SYNTHESIS_SETTINGS } from '../problems/synthesis-environment';
import { SiteEnd, SiteProcess } from './site-process';
import { SiteFault } from './site-fault';
import { REQUEST_VARIABLE, writeRequest } from './site-request';

/** Beside the XML: how cdktf synthesizes there. */
export const SITE_FILE = 'cdktf.json';

/** Files of a site that decide what its app does, where they are there. */
const FILES = ['main.ts', 'package.json', 'node_modules'];

/** Exit codes of a shell for a command that it cannot run. */
const NOT_RUN = [126, 127];

const LIMIT_SECONDS = 600;

/** The app of a site: what cdktf.json names, which makes the stacks of the hosts with what the site adds to them. */
export class SiteApp {
  private constructor(
    private readonly project: Project,
    private readonly command: string,
    private readonly limitSeconds: number,
  ) {}

  /**
   * That of a project; undefined: it has none.
   *
   * @throws SiteFault where it is not to be run
   */
  static of(project: Project, limitSeconds = LIMIT_SECONDS): SiteApp | undefined {
    const file = project.path(SITE_FILE);
    if (!existsSync(file)) return undefined;
    refuseDistrust(file);
    const command = commandOf(file);
    const named = command.split(/[\s"']+/).filter(Boolean);
    for (const name of new Set([...FILES, ...named])) {
      const path = project.path(name);
      if (existsSync(path)) refuseDistrust(path);
    }
    return new SiteApp(project, command, limitSeconds);
  }

  /**
   * Runs it, for these hosts.
   *
   * @param outdir where it writes the stacks, a private folder
   * @throws SiteFault
   */
  async run(specs: readonly HostSpec[], outdir: string, signal?: AbortSignal): Promise<void> {
    const request = join(outdir, 'request.json');
    writeRequest(request, specs);
    const { project, command, limitSeconds } = this;
    const environment = siteEnvironment(project, { outdir, request });
    const call = { command, folder: project.folder, environment, limitSeconds, signal };
    const fault = this.faultOf(await new SiteProcess(call).run());
    if (fault) throw fault;
  }

  private faultOf(end: SiteEnd): SiteFault | undefined {
    switch (end.kind) {
      case 'exited':
        if (end.exitCode === 0) return undefined;
        return NOT_RUN.includes(end.exitCode)
          ? this.fault(`cannot be started: ${said(end.said)}`, `correct "app", or ${INSTALL}`)
          : this.fault(`failed (exit code ${end.exitCode}): ${said(end.said)}`, CORRECT);
      case 'signalled':
        return this.fault(`was ended by ${end.signal}: ${said(end.said)}`, CORRECT);
      case 'not started':
        return this.fault(`cannot be started: ${end.reason}`, 'repeat the command then');
      case 'too slow':
        return this.fault(
          `did not end within ${this.limitSeconds} s, and was ended`,
          'see what it waits for ("npx cdktf synth")',
        );
      case 'interrupted':
        return new SiteFault("the site's app was ended; nothing was changed", true);
    }
  }

  private fault(what: string, cure: string): SiteFault {
    const file = this.project.path(SITE_FILE);
    return new SiteFault(
      `the site's app, "${printable(this.command, 120)}" of ${file}, ${what}; ${cure}`,
    );
  }
}

const INSTALL = 'run "npm install" in its folder';
const CORRECT = 'correct it, and try it alone with "npx cdktf synth"';

function refuseDistrust(path: string): void {
  const distrust = pathDistrust(path);
  if (!distrust) return;
  throw new SiteFault(
    `the site's app is not run, because others could have changed what it does: ${distrust.reason}; ${distrust.cure}`,
  );
}

const FORM = z.object({ app: z.string().trim().min(1) });

function commandOf(file: string): string {
  const fault = (what: string) =>
    new SiteFault(
      `${file} ${what}; allowed is JSON with the command that makes the stacks, as {"app": "node main.js"}; correct it, or, if this folder is no site of its own, remove it`,
    );
  let content: unknown;
  try {
    content = JSON.parse(textOf(file));
  } catch (error) {
    if (error instanceof SiteFault) throw error;
    throw fault(`is not JSON (${printable((error as Error).message, 120)})`);
  }
  const { data } = FORM.safeParse(content);
  if (!data) throw fault('has no "app"');
  return data.app;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SiteFault(errorSentence(error, file));
  }
}

/** What would change a synthesis, or Terraform, reaches it no more than these reach Terraform itself. */
function siteEnvironment(
  { folder, configFile }: Project,
  { outdir, request }: { readonly outdir: string; readonly request: string },
): NodeJS.ProcessEnv {
  const left = new Set<string>([...variablesLeftOut(), ...SYNTHESIS_SETTINGS]);
  const passed = Object.entries(process.env).filter(([name]) => !left.has(name));
  const programs = join(folder, 'node_modules', '.bin');
  return {
    ...Object.fromEntries(passed),
    PATH: [programs, ...(process.env.PATH ? [process.env.PATH] : [])].join(delimiter),
    CDKTF_OUTDIR: outdir,
    QUANTUM_KVM_CONFIG: configFile,
    [REQUEST_VARIABLE]: request,
  };
}

/** What a program says of its end, without the calls that led there. */
function said(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+(?:at |\^|~)|^\s*\^|^Node\.js v/.test(line));
  return lines.length === 0 ? 'it says nothing' : printableEnds(lines.join('\n'));
}

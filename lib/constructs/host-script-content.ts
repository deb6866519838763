import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Construct } from 'constructs';
import { HostScriptFile, exportLines, hostScript, hostScriptParts } from '../host-scripts';
import { interpolation, stringLiteral } from './expression';
import { StackAsset } from './stack-asset';

/** A host script as the lines of a `remote-exec`, its files among the assets of the stack. */
export class HostScriptContent {
  /** Starts itself again as root where the login is not; then come the parameters, then the script. */
  readonly lines: string[];
  /** Of all files. */
  readonly hash: string;

  constructor(
    scope: Construct,
    private readonly script: HostScriptFile,
    parameters: Readonly<Record<string, string>>,
  ) {
    const asset = new StackAsset(scope, 'Script', hostScript(script));
    const exports = exportLines(parameters).trimEnd().split('\n');
    const files = filesOf(script, asset).map((file) =>
      interpolation(`file(${stringLiteral(file)})`),
    );
    this.lines = ['#!/bin/sh', AS_ROOT, ...exports, ...files, PAUSE_AFTER_FAILURE];
    this.hash = asset.hash;
  }

  /** Of one file alone. */
  hashOf(part: string): string {
    const content = readFileSync(join(hostScript(this.script), part));
    return createHash('md5').update(content).digest('hex').toUpperCase();
  }
}

const AS_ROOT = '[ "$(id -u)" = 0 ] || exec sudo -n sh "$0"';

/**
 * Terraform does not wait for what a failed script said last, and cdktf drops what it has not read 0.2 s
 * after Terraform's end: the record that says why must have arrived before.
 */
const PAUSE_AFTER_FAILURE = 'code=$?; [ "$code" = 0 ] || sleep 2; exit "$code"';

function filesOf(script: HostScriptFile, { path }: StackAsset): string[] {
  const parts = hostScriptParts(script);
  return parts.length > 0 ? parts.map((part) => `${path}/${part}`) : [path];
}

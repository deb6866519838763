import { Construct } from 'constructs';
import { AS_ROOT } from '../../host-scripts/script-delivery';
import { HostScriptFile, hostScriptPart, hostScriptText } from '../../host-scripts/script-text';
import { ScriptParameters, exportLines } from '../../host-scripts/shell-environment';
import { interpolation, stringLiteral } from '../expression';
import { AssetContent, StackAsset } from './stack-asset';

/** A host script as the lines of a `remote-exec`, itself one of the assets of the stack. */
export class HostScriptContent {
  /** Starts itself again as root where the login is not; then come the parameters, then the script. */
  readonly lines: string[];
  /** Of the script. */
  readonly hash: string;

  constructor(
    scope: Construct,
    private readonly script: HostScriptFile,
    parameters: ScriptParameters,
  ) {
    const content = contentOf(script);
    const { path } = new StackAsset(scope, 'Script', content);
    const exports = exportLines(parameters).trimEnd().split('\n');
    const text = interpolation(`file(${stringLiteral(path)})`);
    this.lines = ['#!/bin/sh', beginLine(script), AS_ROOT, ...exports, text, PAUSE_AFTER_FAILURE];
    this.hash = content.hash;
  }

  /** Of one file of the script alone. */
  hashOf(part: string): string {
    return new AssetContent(part, hostScriptPart(this.script, part)).hash;
  }
}

/**
 * The first that a script prints: the login has a shell, and what follows is the script's. On a line of its own,
 * whatever the login left open.
 */
export function beginLine(name: string): string {
  return `printf '\\nBEGIN\\t${name}\\n'`;
}

/**
 * Terraform does not wait for the last output of a failed script, and cdktf drops what it has not read 0.2 s
 * after Terraform's end: the record that says why must have arrived before.
 */
const PAUSE_AFTER_FAILURE = 'code=$?; [ "$code" = 0 ] || sleep 2; exit "$code"';

const contents = new Map<HostScriptFile, AssetContent>();

function contentOf(script: HostScriptFile): AssetContent {
  const content = contents.get(script) ?? new AssetContent(script, hostScriptText(script));
  contents.set(script, content);
  return content;
}

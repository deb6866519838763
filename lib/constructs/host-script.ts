import { Resource as NullResource } from '@cdktf/provider-null/lib/resource';
import { basename } from 'node:path';
import { ITerraformDependable, SSHProvisionerConnection, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { exportLines, scriptFiles } from '../host-scripts';
import { interpolation, stringLiteral } from './expression';

export interface HostScriptProps {
  /** The script on the deployment node: a file, or a folder of its parts. */
  readonly script: string;
  /** What the script is told, as `QK_…` variables; a change runs it again. Public values only: they stand in the plan. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly connection: SSHProvisionerConnection;
  readonly dependsOn?: ITerraformDependable[];
}

/** A POSIX shell script that runs on the host as root when it, or what it is told, has changed. */
export class HostScript extends Construct {
  readonly resource: NullResource;

  constructor(scope: Construct, id: string, props: HostScriptProps) {
    super(scope, id);
    const asset = new TerraformAsset(this, 'Script', { path: props.script });
    this.resource = new NullResource(this, 'Resource', {
      triggers: { ...props.parameters, script: asset.assetHash },
      dependsOn: props.dependsOn,
      provisioners: [
        {
          type: 'remote-exec',
          connection: props.connection,
          inline: [...preamble(props.parameters), ...assetFiles(props.script, asset).map(textOf)],
        },
      ],
    });
  }
}

/** The uploaded file starts itself again as root where the login is not; then come the parameters. */
function preamble(parameters: Readonly<Record<string, string>>): string[] {
  const exports = exportLines(parameters).trimEnd().split('\n');
  return ['#!/bin/sh', '[ "$(id -u)" = 0 ] || exec sudo -n sh "$0"', ...exports];
}

/** Where the files of the script are, seen from the stack's folder. */
function assetFiles(script: string, { path }: TerraformAsset): string[] {
  const files = scriptFiles(script);
  return files[0] === script ? [path] : files.map((file) => `${path}/${basename(file)}`);
}

function textOf(file: string): string {
  return interpolation(`file(${stringLiteral(file)})`);
}

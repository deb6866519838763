import { Resource as NullResource } from '@cdktf/provider-null/lib/resource';
import { ITerraformDependable, SSHProvisionerConnection } from 'cdktf';
import { Construct } from 'constructs';
import { HostScriptFile } from '../../host-scripts/script-text';
import { ScriptParameters } from '../../host-scripts/shell-environment';
import { HostScriptContent } from './host-script-content';

/** What a script runs with. */
export interface HostScriptProps {
  readonly script: HostScriptFile;
  /** Input of the script, as `QK_…` variables; a change runs it again. Public values only: they stand in the plan. */
  readonly parameters: ScriptParameters;
  /** The host's SSH key: another one is another system, on which it runs again. */
  readonly hostKey: string;
  readonly connection: SSHProvisionerConnection;
  readonly dependsOn?: ITerraformDependable[];
}

/** A POSIX shell script that runs on the host as root when it, or its input, has changed. */
export class HostScript extends Construct {
  readonly resource: NullResource;

  constructor(scope: Construct, id: string, props: HostScriptProps) {
    super(scope, id);
    const { script, parameters, hostKey, connection, dependsOn } = props;
    const content = new HostScriptContent(this, script, parameters);
    this.resource = new NullResource(this, 'Resource', {
      triggers: { ...parameters, host_key: hostKey, script: content.hash },
      dependsOn,
      provisioners: [{ type: 'remote-exec', connection, inline: content.lines }],
    });
  }
}

import { LocalBackend } from 'cdktf';
import { Construct } from 'constructs';
import { LiteralStack } from '../lib/constructs/literal-stack';
import { HostPreparation } from '../lib/constructs/preparation/host-preparation';
import {
  RegistryLibvirtProvider,
  RegistryNullProvider,
} from '../lib/constructs/connection/registry-providers';
import { hostConnection, libvirtUri } from '../lib/constructs/connection/host-connection';
import { HostStackProps } from './host-stack';
import { addMachine } from './machine';

/** The preparation of one host, with the null provider of a registry. */
export class PreparationStack extends LiteralStack {
  constructor(scope: Construct, id: string, props: Omit<HostStackProps, 'installMedia'>) {
    super(scope, id);
    const { spec, files, stateFile, packagesDirectory } = props;
    new LocalBackend(this, { path: stateFile });
    new RegistryNullProvider(this, 'Providers');
    const connection = hostConnection(spec, files);
    new HostPreparation(this, 'Preparation', { spec, connection, packagesDirectory });
  }
}

/**
 * The VM of one host with its networks and volumes, with the libvirt provider of a registry. A stack of its
 * own, because that provider connects while it is configured: it plans nothing on a host that is not prepared.
 */
export class MachineStack extends LiteralStack {
  constructor(scope: Construct, id: string, props: Omit<HostStackProps, 'packagesDirectory'>) {
    super(scope, id);
    const { spec, files, stateFile, installMedia } = props;
    new LocalBackend(this, { path: stateFile });
    new RegistryLibvirtProvider(this, 'Providers', { libvirtUri: libvirtUri(spec, files) });
    addMachine(this, { spec, installMedia });
  }
}

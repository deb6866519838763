/** Namespace of the element in a VM's metadata by which it is known as one of ours. */
export const TAG_NAMESPACE = 'urn:quantum-kvm:machine';

/** Form of the tag; see `TagVersion` of the provider. */
const TAG_VERSION = 1;

/** The tag as it is configured. The bundled provider adds the VM's UUID and its configuration. */
export function machineTag(deploymentId?: string): string {
  const deployment = deploymentId === undefined ? '' : ` deployment="${deploymentId}"`;
  return `<quantum:machine xmlns:quantum="${TAG_NAMESPACE}" version="${TAG_VERSION}"${deployment}/>`;
}

/** The fixed TCP port of the VM's console. */
export function vncPort(base: number, vmNumber: number): number {
  return base + vmNumber;
}

/** `vda`: the system disk, and `vdb`, `vdc`, …: the data disks of the XML. */
export function diskTarget(index: number): string {
  return `vd${letters(index)}`;
}

/** vdaa: data disks can come and go before it, and no disk of a site moves to another target with them. */
const FIRST_FURTHER = 26;

/** The index of a disk that a site has added, by its order among them. */
export function furtherDiskIndex(order: number, dataDisks: number): number {
  return Math.max(FIRST_FURTHER, dataDisks + 1) + order;
}

/** Whether it is a target where a site's disks have theirs, and data disks of the XML only where there are many. */
export function isFurtherTarget(target: string): boolean {
  return /^vd[a-z]{2,}$/.test(target);
}

/** 0 → a, 25 → z, 26 → aa: the kernel's names. */
function letters(index: number): string {
  const last = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

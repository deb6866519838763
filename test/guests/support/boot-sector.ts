/**
 * What a VM boots from its system disk: machine code for a PC that has just started, 16 bits, at 0000:7c00 with the
 * BIOS. Ports of ACPI's power management are where QEMU's BIOS puts them on a q35: 0x600 and up.
 */
const hex = (text: string) => Buffer.from(text.replace(/\s|\/.*$/gm, ''), 'hex');

/** Sleeps until its power button is pressed, and is off then; as the medium of the lab. */
const AWAIT_BUTTON = hex(`
  b0ff e6a1          / mov al, 0xff; out 0xa1, al   the button interrupts nothing
  ba0206 b80001 ef   / mov dx, 0x602; mov ax, 0x100; out dx, ax
  fb f4              / sti; hlt
  ba0006 ed f6c401   / mov dx, 0x600; in ax, dx; test ah, 1
  74f6               / jz to hlt
  ba0406 b80020 ef   / mov dx, 0x604; mov ax, 0x2000; out dx, ax   off
  ebed               / jmp to hlt`);

/** Suspends itself (S3) when it boots first; woken up, the BIOS boots it again, and the mark is in the CMOS. */
const SUSPENDS = hex(`
  b070 e670 e471 3c5a 740e  / byte 0x70 of the CMOS is 0x5a: go on
  b05a e671
  ba0406 b80024 ef f4 ebfd  / mov dx, 0x604; mov ax, 0x2400; out dx, ax`);

/** Tells pvpanic that it panicked. */
const PANICS = hex('b001 ba0505 ee f4 ebfd');

/** Writes 9 MiB to its disk from 1 MiB on, 127 sectors at a time. */
const WRITES = hex(`
  31c0 8ed8 be607c             / ds = 0; si = the packet below
  b80043 cd13                  / int 13h, ah = 43h
  668106 687c 7f000000         / the next 127 sectors
  66813e 687c 00480000 72e7    / until sector 0x4800`);
const PACKET = hex('1000 7f00 0000 0010 0008000000000000');

/** Starts the watchdog at 00:1e.0 (i6300esb), whose two times run out after 2 s, and leaves it alone. */
const ARMS_WATCHDOG = hex(`
  66b8 60f00080 baf80c 66ef    / mov eax, 0x8000f060; mov dx, 0xcf8; out dx, eax   its configuration
  b2fc b80700 ef               / mov dl, 0xfc; mov ax, 7; out dx, ax   counts in us, interrupts nothing
  66b8 68f00080 b2f8 66ef      / mov eax, 0x8000f068; mov dl, 0xf8; out dx, eax
  b2fc b002 ee                 / mov dl, 0xfc; mov al, 2; out dx, al   it runs`);

const PROGRAMS = {
  'arms the watchdog': [ARMS_WATCHDOG, AWAIT_BUTTON],
  suspends: [SUSPENDS, AWAIT_BUTTON],
  panics: [PANICS],
  writes: [WRITES, AWAIT_BUTTON],
} as const;

export type BootSector = keyof typeof PROGRAMS;

/** The sector, in base64. */
export function bootSector(program: BootSector): string {
  const sector = Buffer.alloc(512);
  Buffer.concat(PROGRAMS[program]).copy(sector);
  if (program === 'writes') PACKET.copy(sector, 0x60);
  sector.writeUInt16LE(0xaa55, 510);
  return sector.toString('base64');
}

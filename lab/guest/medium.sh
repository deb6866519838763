# shellcheck shell=sh
# What a VM of the lab boots: it says so on its screen, sleeps, and is off at once when its power button is
# pressed, as an installed system. A guest that is emulated in software and works takes a CPU of the machine.

MEDIUM_TEXT='This is a VM of the lab. It sleeps until its power button is pressed.'

# medium_make FILE: a bootable ISO.
medium_make() {
  rm -rf --one-file-system "$1.new"
  mkdir "$1.new"
  medium_boot_image >"$1.new/boot"
  truncate -s 2K "$1.new/boot"
  xorriso -as mkisofs -quiet -o "$1.new/iso" -b boot -no-emul-boot -boot-load-size 4 \
    "$1.new/boot" 2>"$1.new/log" || fail "no install medium could be made: $(cat "$1.new/log")"
  mv "$1.new/iso" "$1"
  rm -r "$1.new"
}

# Machine code for a PC that has just started: 16 bits, at any address, with the BIOS. The ports are those of
# ACPI's power management where QEMU's BIOS puts them: status at 0x600, enable at 0x602, control at 0x604.
medium_boot_image() {
  cut -c 1-12 <<END | medium_bytes
e8 00 00     call next
5e           next: pop si
0e           push cs
1f           pop ds
81 c6 35 00  add si, text - next
fc           cld
ac           print: lodsb
84 c0        test al, al
74 09        jz ready
b4 0e        mov ah, 0x0e
bb 07 00     mov bx, 7
cd 10        int 0x10        write a character
eb f2        jmp print
b0 ff        ready: mov al, 0xff
e6 a1        out 0xa1, al    the button interrupts nothing
ba 02 06     mov dx, 0x602
b8 00 01     mov ax, 0x100
ef           out dx, ax      it is noted
fb           sti
f4           sleep: hlt      until the next tick of the clock
ba 00 06     mov dx, 0x600
ed           in ax, dx
f6 c4 01     test ah, 1
74 f6        jz sleep
ba 04 06     mov dx, 0x604
b8 00 20     mov ax, 0x2000
ef           out dx, ax      off
eb ed        jmp sleep
END
  printf '%s\0' "$MEDIUM_TEXT"
}

# medium_bytes: hexadecimal numbers from standard input, as bytes.
medium_bytes() {
  tr -s ' ' '\n' | while read -r byte; do
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf %03o "0x$byte")"
  done
}

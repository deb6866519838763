# shellcheck shell=sh
# What preparation added to this host and was not there before: "KIND NAME", one a line. By it "quantum-kvm retire
# --clean" knows what is ours. Noted before it is made, so that nothing of ours stands there without a note.
#   key FILE       the deployment's key was added to that file
#   member LOGIN   the login was added to the group libvirt
#   pool NAME      the storage pool was defined
#   folder PATH    its folder was made

made_file() { echo "$QK_SYSROOT/etc/quantum-kvm/made"; }

# has_made KIND NAME
has_made() { grep -Fqsx "$1 $2" "$(made_file)"; }

# note_made KIND NAME
note_made() {
  ! has_made "$1" "$2" || return 0
  (
    umask 022
    record=$(made_file)
    mkdir -p "${record%/*}" && {
      [ ! -f "$record" ] || cat "$record"
      printf '%s %s\n' "$1" "$2"
    } >"$record.new" && mv -f "$record.new" "$record"
  )
}

# forget_made KIND NAME
forget_made() {
  ! has_made "$1" "$2" || {
    record=$(made_file)
    grep -Fvx "$1 $2" "$record" >"$record.new"
    if [ -s "$record.new" ]; then mv -f "$record.new" "$record"; else rm -f "$record.new" "$record"; fi
  }
}

# shellcheck shell=sh
# The VMs that carry our tag, running or not, whatever their names; and the one that has the name.

TAG=urn:quantum-kvm:machine

look_at_machines() {
  named=
  [ -z "$QK_LOOK_MACHINE" ] || named=$(system domuuid "$QK_LOOK_MACHINE" 2>/dev/null)
  system list --all --uuid | while read -r uuid; do
    case $uuid in '' | *[!0-9a-f-]*) continue ;; esac
    tag=$(opening_tag "$uuid")
    [ -n "$tag" ] || [ "$uuid" = "$named" ] || continue
    look machine "$uuid" "$(system domname "$uuid" </dev/null | tr -d '[:cntrl:]' | cut -c 1-200)" \
      "${tag:+tagged}" "$(attribute uuid "$tag")" "$(attribute deployment "$tag")"
  done
}

# Without what it records.
opening_tag() {
  system metadata "$1" --uri "$TAG" </dev/null 2>/dev/null | tr -d '\n' | sed 's/>.*/>/' | cut -c 1-500
}

# attribute NAME TAG: a UUID, or nothing.
attribute() { printf '%s\n' "$2" | sed -n "s/.* $1=[\"']\([0-9A-Fa-f-]*\)[\"'].*/\1/p"; }

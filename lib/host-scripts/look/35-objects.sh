# shellcheck shell=sh
# Volumes and networks that a deployment which was ended may have left: those of the names that are asked for.

look_at_objects() {
  for name in $QK_LOOK_VOLUMES; do
    description=$(system vol-dumpxml "$name" "$QK_LOOK_POOL" 2>/dev/null) || continue
    bytes=$(printf '%s\n' "$description" | sed -n "s:.*<physical unit=['\"]bytes['\"]>\([0-9]*\)<.*:\1:p")
    # Of a file without any byte libvirt leaves it out.
    look volume "$name" "${bytes:-0}"
  done
  for name in $QK_LOOK_NETWORKS; do
    tag=$(network_tag "$name")
    [ -z "$tag" ] || is_used "$name" || look network "$name" "$(attribute deployment "$tag")"
  done
}

network_tag() { system net-dumpxml "$1" 2>/dev/null | grep 'urn:quantum-kvm:network' | head -n 1; }

# is_used NETWORK: by another VM, also one that is off.
is_used() {
  system list --all --name | while read -r vm; do
    if [ -z "$vm" ] || [ "$vm" = "$QK_LOOK_MACHINE" ]; then continue; fi
    system domiflist "$vm" </dev/null | awk -v network="$1" '$3 == network { print }'
  done | grep -q .
}

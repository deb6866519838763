# shellcheck shell=sh
# The host's own network: lo, and three bridges with carrier.

# network_make: PID 1 stays in the machine's network, where sshd has to listen; everything else of
# the host enters this one.
network_make() {
  mkdir -p /run/netns
  : >/run/netns/host
  unshare --net=/run/netns/host true
  network_do ip link set lo up
  for bridge in br0 br1 br2; do network_bridge "$bridge"; done
}

network_do() {
  nsenter --net=/run/netns/host "$@"
}

# A bridge has carrier when a port of it has, and each end of a veth pair has when both are up.
network_bridge() {
  network_do ip link add "$1" type bridge
  network_do ip link add "$1-port" type veth peer name "$1-peer"
  network_do ip link set "$1-port" master "$1"
  for device in "$1-peer" "$1-port" "$1"; do network_do ip link set "$device" up; done
}

# shellcheck shell=sh
# The host's own network: lo, three bridges with carrier and, on fresh hosts, an interface that leads
# to the package mirror and nowhere else.

UPLINK=eth0
UPLINK_NETWORK=100.64.0

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
  nsenter --net="${HOST_NETWORK:-/run/netns/host}" "$@"
}

# A bridge has carrier when a port of it has, and each end of a veth pair has when both are up.
network_bridge() {
  network_do ip link add "$1" type bridge
  network_do ip link add "$1-port" type veth peer name "$1-peer"
  network_do ip link set "$1-port" master "$1"
  for device in "$1-peer" "$1-port" "$1"; do network_do ip link set "$device" up; done
}

# network_uplink_servers: what hosts with a base have to reach ("name port kind" lines) with the address
# at which they find it. A name gets one of the uplink's; who is known by address keeps it.
network_uplink_servers() {
  awk -v network="$UPLINK_NETWORK" '
    $1 ~ /^[0-9.]+$/ { print $1, $0; next }
    !($1 in address) { address[$1] = network "." 10 + count++ }
    { print address[$1], $0 }'
}

# The other end is in a namespace of its own, where a listener for each server hands connections on to
# the machine's network: no route of the machine leads to a host, and no rule of its firewall changes.
# network_uplink SERVERS
network_uplink() {
  : >/run/netns/uplink
  unshare --net=/run/netns/uplink true
  network_do ip link add "$UPLINK" type veth peer name "$UPLINK" netns uplink
  network_uplink_on "$1"
  network_uplink_do ip address add "$UPLINK_NETWORK.1/24" dev "$UPLINK"
  network_uplink_do ip link set "$UPLINK" up
  echo "$1" | while read -r address name port kind; do
    network_uplink_do ip address replace "$address/32" dev "$UPLINK"
    network_uplink_listen "$address" "$name" "$port" "$kind" &
  done
}

# Of what the host is connected to, a name's address is on the uplink's network, any other needs a route.
network_uplink_on() {
  network_do ip address replace "$UPLINK_NETWORK.2/24" dev "$UPLINK"
  network_do ip link set "$UPLINK" up
  echo "$1" | while read -r address _; do
    network_do ip route replace "$address/32" dev "$UPLINK"
  done
}

network_uplink_do() {
  nsenter --net=/run/netns/uplink "$@"
}

# network_uplink_listen ADDRESS NAME PORT KIND: with the machine's files (descriptor 5).
network_uplink_listen() {
  exec nsenter --mount=/proc/self/fd/5 --net=/run/netns/uplink env -C "$LAB_FOLDER" \
    socat "TCP-LISTEN:$3,bind=$1,reuseaddr,fork,backlog=128" "EXEC:sh host-uplink $2 $3 $4,nofork"
}

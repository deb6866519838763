# Bridges: that they are there, carry frames, and that no packet filter takes them.

is_bridge() { [ -d "$root/sys/class/net/$1/bridge" ]; }

bridges() {
  for bridge in "$root"/sys/class/net/*/bridge; do
    [ -d "$bridge" ] || continue
    bridge=${bridge%/bridge}
    echo "${bridge##*/}"
  done
}

# Bridges that other software makes and removes by itself are no lasting fact, unless they are asked for.
is_lasting_bridge() {
  case " ${QK_BRIDGES:-} " in *" $1 "*) return 0 ;; esac
  case $1 in
    virbr[0-9]* | docker* | podman* | cni* | lxcbr* | lxdbr*) return 1 ;;
    br-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]) return 1 ;;
  esac
}

# The form of lib/config/values: a bridge of another name can be none of a VM's.
is_bridge_name() { case $1 in [!A-Za-z0-9_]* | *[!A-Za-z0-9._-]*) return 1 ;; esac; }

tell_bridges() {
  bridges | while IFS= read -r name; do
    is_lasting_bridge "$name" || continue
    is_bridge_name "$name" || continue
    mtu=$(line_of "$root/sys/class/net/$name/mtu")
    fact bridge "$name" "${mtu:-1500}"
  done
}

check_bridges() {
  for name in ${QK_BRIDGES:-}; do
    if is_bridge "$name"; then
      check_bridge "$name"
    elif [ -e "$root/sys/class/net/$name" ]; then
      fail network.bridge "$name is not a Linux bridge" \
        "make $name a bridge, or name another one in kvm.bridge.base.name or kvm.bridge.indexN.name"
    else
      present=$(bridges | paste -sd " " -)
      fail network.bridge "bridge $name is missing; the host has: ${present:-none}" \
        "run \"ip link add $name type bridge && ip link set $name up\" on the host, make the network card that leads out a port of it, and let its network configuration do both at boot; or name another one in kvm.bridge.base.name or kvm.bridge.indexN.name"
    fi
  done
  check_filter
}

# IFF_UP is the lowest bit of an interface's flags.
is_up() {
  flags=$(line_of "$root/sys/class/net/$1/flags")
  [ $((${flags:-1} & 1)) = 1 ]
}

check_bridge() {
  if is_up "$1"; then
    pass network.bridge "$1"
    check_ports "$1"
  else
    fail network.bridge "bridge $1 is down" \
      "run \"ip link set $1 up\" on the host, and let its network configuration do so at boot"
  fi
}

# Ports that lead out of the host: a VM's is a tap.
ports() {
  for port in "$root/sys/class/net/$1/brif"/*; do
    port=${port##*/}
    [ -e "$root/sys/class/net/$port" ] && [ ! -e "$root/sys/class/net/$port/tun_flags" ] && echo "$port"
  done
}

check_ports() {
  found=$(ports "$1" | paste -sd ' ' -)
  for port in $found; do
    [ "$(line_of "$root/sys/class/net/$port/carrier")" = 1 ] && { pass network.port "$1: $found"; return; }
  done
  if [ -z "$found" ]; then
    warn network.port "bridge $1 has no port: a VM on it reaches this host only" \
      "connect a network card or bond, as \"ip link set CARD master $1\", in the network configuration of the host"
  else
    warn network.port "no port of bridge $1 has a carrier: $found" \
      'connect the cable, or see the switch; "ip link" on the host shows NO-CARRIER'
  fi
}

# Whether the kernel hands frames of a bridge to the filters for IP.
is_filtered() {
  [ "$(line_of "$root/proc/sys/net/bridge/bridge-nf-call-iptables")" = 1 ] ||
    [ "$(line_of "$root/sys/class/net/$1/bridge/nf_call_iptables")" = 1 ]
}

# The filters' rules. iptables of the older kind would load its module to answer: it is asked when that is loaded.
filter_rules() {
  if has_command nft; then nft list ruleset 2>/dev/null; fi
  has_command iptables || return 0
  if grep -qs '^filter$' "$root/proc/net/ip_tables_names" || iptables -V 2>/dev/null | grep -q nf_tables; then
    iptables -S 2>/dev/null
  fi
}

# The forwarding chain that drops what no rule accepts, if there is one.
dropping_chain() {
  printf '%s\n' "$rules" | awk '
    $1 == "table" { family = $2; table = $3 }
    $1 == "chain" { chain = $2 }
    /hook forward/ && /policy drop/ && family != "ip6" { print family, table, chain; exit }
    /^-P FORWARD DROP/ { print "iptables FORWARD"; exit }'
}

# Whether some rule lets frames of the bridge, or bridged frames at all, through.
is_accepted() {
  printf '%s\n' "$rules" |
    grep -Eq "(-i $1 |iifname \"$1\"|ibrname \"$1\"|physdev).*(ACCEPT|accept)|^-A FORWARD -j ACCEPT"
}

check_filter() {
  rules='' chain=''
  for name in ${QK_BRIDGES:-}; do
    is_bridge "$name" || continue
    is_filtered "$name" || continue
    [ -n "$rules" ] || rules=$(filter_rules)
    chain=$(dropping_chain)
    if [ -n "$chain" ] && ! is_accepted "$name"; then
      fail network.filter "frames on bridge $name are dropped: bridge-nf-call-iptables is 1, and the chain $chain (Docker's, for example) has policy drop and accepts nothing from it" \
        "run \"sysctl -w net.bridge.bridge-nf-call-iptables=0\" on the host and write it to /etc/sysctl.d; or \"iptables -I FORWARD -i $name -o $name -j ACCEPT\", kept over reboots"
    else
      pass network.filter "$name"
    fi
  done
}

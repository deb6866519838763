#!/usr/bin/env bash
# docs/plan.svg, the picture in the README: what `quantum-kvm plan` shows at a terminal for three hosts of a lab,
# two of them with VMs, after some lines of the XML were changed. Needs what the demo needs, built.
#   scripts/picture.sh [FIRST]    FIRST: address of the lab's first host, 127.0.12.31
set -euo pipefail
cd "$(dirname "$0")/.."

readonly ROOT=$PWD
readonly COLUMNS_SHOWN=100
readonly FIRST=${1:-127.0.12.31}
readonly PROGRAM=$ROOT/dist/cli/quantum-kvm.js
work=$(mktemp -d)
readonly work
export LAB_RUN=$work/lab LAB_CONFIG=$work/quantum_server_config.xml

clean_up() {
  lab/lab down >/dev/null
  rm -rf "$work"
}
trap clean_up EXIT

# host N: its address.
host() { printf '%s%d' "${FIRST%.*}." "$((${FIRST##*.} + $1 - 1))"; }

# property NAME VALUE [HOST]: the line of the XML, changed; or added for one host, below that for all.
property() {
  local name=$1 value=$2 line
  line="<property name=\"$name\" value=\"$value\"${3:+ host=\"$3\"}/>"
  if [ $# -eq 3 ]; then sed -i "\|name=\"$name\"|a\      $line" "$LAB_CONFIG"
  else sed -i "s|<property name=\"$name\".*|$line|" "$LAB_CONFIG"; fi
}

# without NAME: the line is taken out.
without() { sed -i "\|name=\"$1\"|d" "$LAB_CONFIG"; }

in_project() { (cd "$work" && "$@"); }

install -m 600 lab/quantum_server_config.xml "$LAB_CONFIG"
property kvm.host.range "$(host 1):$(host 3)"
property kvm.install.media "$LAB_RUN/install.iso"
property kvm.network.number 1
without kvm.bridge.index2.name
lab/lab up --hosts 3 --first "$FIRST"
lab/lab disk 2 add wwn-0x5000c500a1b2c3d4 1T
lab/lab known-hosts | in_project node "$PROGRAM" check --known-hosts /dev/stdin
in_project node "$PROGRAM" deploy --yes --hosts "$(host 1):$(host 2)"

property kvm.memory.size.gb 2 "$(host 1)"
property kvm.cpu.percentage 60
property kvm.network.number 2
sed -i '\|kvm.bridge.index1.name|a\      <property name="kvm.bridge.index2.name" value="br2"/>\n      <property name="kvm.data.disks" value="/dev/disk/by-id/wwn-0x5000c500a1b2c3d4" host="'"$(host 2)"'"/>' "$LAB_CONFIG"

# What an operator types, and what is seen; 3 is the exit code of a plan with changes.
# CI and NO_COLOR, an empty one too, would take the colours.
# shellcheck disable=SC2016
in_project env -u CI -u NO_COLOR node "$ROOT/test/screen/draw.js" "$COLUMNS_SHOWN" 'A terminal with the table of quantum-kvm plan' \
  sh -c 'printf "$ quantum-kvm plan\n"; node "$1" plan; [ $? -eq 3 ]' sh "$PROGRAM" >"$work/plan.svg"
install -m 644 "$work/plan.svg" docs/plan.svg

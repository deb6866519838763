#!/usr/bin/env bash
# docs/plan.svg, the picture in the README: what `quantum-kvm plan` shows at a terminal for three hosts of a lab
# after some lines of the XML were changed. Needs what the demo needs, built.
#   scripts/picture.sh [FIRST]    FIRST: address of the lab's first host, 127.0.12.31
set -euo pipefail
cd "$(dirname "$0")/.."

readonly ROOT=$PWD
readonly COLUMNS_SHOWN=100
readonly DISK=wwn-0x5000c500a1b2c3d4
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

# property NAME VALUE [HOST]: the line of the XML, changed; or a new one at the end, for one host.
property() {
  local line="<property name=\"$1\" value=\"$2\"${3:+ host=\"$3\"}/>"
  if [ $# -eq 2 ]; then sed -i "s|<property name=\"$1\".*|$line|" "$LAB_CONFIG"
  else sed -i "\|kvm.bridge.index2.name|a\      $line" "$LAB_CONFIG"; fi
}

in_project() { (cd "$work" && "$@"); }

install -m 600 lab/quantum_server_config.xml "$LAB_CONFIG"
property kvm.host.range "$(host 1):$(host 3)"
property kvm.install.media "$LAB_RUN/install.iso"
lab/lab up --hosts 3 --first "$FIRST"
lab/lab disk 2 add "$DISK" 1T
lab/lab known-hosts | in_project node "$PROGRAM" check --known-hosts /dev/stdin
in_project node "$PROGRAM" deploy --yes

property kvm.cpu.percentage 60
property kvm.system.size.gb 8
property kvm.memory.size.gb 2 "$(host 1)"
property kvm.data.disks "/dev/disk/by-id/$DISK" "$(host 2)"

# What an operator types, and what is seen; 3 is the exit code of a plan with changes.
# CI and NO_COLOR, an empty one too, would take the colours.
# shellcheck disable=SC2016
in_project env -u CI -u NO_COLOR LC_ALL=C.UTF-8 node "$ROOT/test/screen/draw.js" "$COLUMNS_SHOWN" 'A terminal with the table of quantum-kvm plan' \
  sh -c 'printf "$ quantum-kvm plan\n"; node "$1" plan; [ $? -eq 3 ]' sh "$PROGRAM" >"$work/plan.svg"
install -m 644 "$work/plan.svg" docs/plan.svg

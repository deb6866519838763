#!/usr/bin/env bash
# quantum_server_config.xml becomes virtual machines on three hosts of the lab, and back.
#   scripts/demo.sh        install what is missing, build, start the lab, check, plan, deploy, report
#   scripts/demo.sh down   end the lab and remove what the demo made
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prerequisites.sh

readonly CONFIG=lab/quantum_server_config.xml
readonly SCREENSHOT=console.png
# Neither cdktf nor npm tells news of itself, nor Node.js what they should no longer use of it.
export CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1 npm_config_update_notifier=false npm_config_loglevel=error NODE_NO_WARNINGS=1
# Terraform warns of it at each step when it names a file that is not there, and goes on without.
[ -e "${TF_CLI_CONFIG_FILE:-}" ] || unset TF_CLI_CONFIG_FILE
export QUANTUM_KVM_CONFIG=$CONFIG

uncoloured() { sed 's/\x1b\[[0-9;]*m//g'; }

title() { printf '\n\033[1m== %s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else uncoloured; fi; }

# Where nothing can be drawn anew, cdktf would print each turn of its spinner; with CI it prints what stays.
cdktf() {
  if [ -t 1 ]; then npx cdktf "$@"; else CI=1 npx cdktf "$@" | uncoloured; fi
}

# What belongs to hosts that are gone: their keys, their facts, their state, the logs of runs on them.
forget_lab_hosts() {
  rm -rf lab/hosts.lock.json lab/.quantum-kvm cdktf.out lab/state lab/logs
}

down() {
  lab/lab down
  forget_lab_hosts
  rm -f "$SCREENSHOT"
  [ ! -h lab/run ] || rm lab/run
}

# The first host of kvm.host.range, where the lab begins.
first_address() { sed -n 's/.*"kvm.host.range" value="\([0-9.]*\).*/\1/p' "$CONFIG"; }

stacks() { (cd cdktf.out/stacks && ls -d host-*); }

# terraform plan says 0 when there is nothing to change, 2 when there is.
second_plan() {
  local stack
  for stack in $(stacks); do
    (cd "cdktf.out/stacks/$stack" && "$TERRAFORM_BINARY_NAME" plan -detailed-exitcode -input=false -no-color >plan.log) || {
      printf '%s: there is something left to change:\n' "$stack" >&2
      cat "cdktf.out/stacks/$stack/plan.log" >&2
      return 1
    }
    printf '%s: no changes\n' "$stack"
  done
}

if [ "${1:-}" = down ]; then
  down
  exit
fi
[ $# -eq 0 ] || {
  printf 'usage: scripts/demo.sh [down]\n' >&2
  exit 2
}

title 'Install what is missing, build'
prepare_checkout
# It holds a password.
chmod 600 "$CONFIG"
title 'Start three hosts'
[ -d "${LAB_RUN:-lab/run}" ] || forget_lab_hosts
lab/lab up --hosts 3 --first "$(first_address)"
# The configuration names the install medium in lab/run.
[ -e lab/run ] || ln -sfn "$(realpath "$LAB_RUN")" lab/run
first_stack=host-$(first_address | tr . -)
title "Check the hosts: npx quantum-kvm check --config $CONFIG"
# At a terminal, check shows the keys of new hosts and asks; here the lab says which are its hosts'.
lab/lab known-hosts | npx quantum-kvm check --known-hosts /dev/stdin
title "What will happen to the first host: QUANTUM_KVM_CONFIG=$CONFIG npx cdktf plan $first_stack"
cdktf plan "$first_stack"
title "Deploy all hosts: QUANTUM_KVM_CONFIG=$CONFIG npx cdktf deploy '*' --auto-approve"
cdktf deploy '*' --auto-approve
title "What libvirt on each host says: npx quantum-kvm status --config $CONFIG"
npx quantum-kvm status
title 'A second plan'
second_plan
title 'The console of one virtual machine'
lab/lab screenshot 1 "$(lab/lab shell 1 -- virsh list --name | head -n 1)" "$SCREENSHOT"
cat <<EOF

The screenshot is in $SCREENSHOT.
Look around:
  lab/lab status
  lab/lab shell 1                      a root shell on the first host; try: virsh list --all
  npx quantum-kvm status --config $CONFIG
                                       the table above
  npx quantum-kvm plan --config $CONFIG
                                       after a change by hand on the host, or in that file
Tear the virtual machines down:  npx quantum-kvm destroy --config $CONFIG
End the lab and clean up:        scripts/demo.sh down
EOF

#!/usr/bin/env bash
# One part of scripts/test.sh: scripts/test-part.sh NAME RESULTS.
# For each test, and each file of tests, RESULTS/NAME.tests gets a record: passed, failed or file; seconds; name.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
readonly PART=$1 RESULTS=$2
readonly RECORDS=$RESULTS/$PART.tests
readonly NETWORK=${LAB_NETWORK:-127.0}

# record RESULT SECONDS NAME
record() { printf '%s\t%s\t%s\n' "$@" >>"$RECORDS"; }

# step TITLE COMMAND…: one test, passed when the command succeeds.
step() {
  local title=$1 from=$SECONDS result=passed
  shift
  "$@" || result=failed
  record "$result" "$((SECONDS - from))" "$title"
  [ "$result" = passed ]
}

# jest_run PROJECT OPTION…
jest_run() {
  npx jest --selectProjects "$@" --json --outputFile "$RESULTS/$PART.json"
  node scripts/jest-results.js "$RESULTS/$PART.json" >>"$RECORDS" || record failed 0 "jest: $1"
}

# go_run ARGUMENTS…: Go tests; each subtest is a test. What does not compile, or ended with a test begun, is in the report too.
go_run() {
  local report=$RESULTS/$PART.xml status=0
  (cd provider && go tool -modfile=tools/go.mod gotestsum --format pkgname-and-test-fails --hide-summary skipped --junitfile "$report" -- "$@") || status=$?
  awk -f scripts/junit-records.awk "$report" >>"$RECORDS"
  [ "$status" -eq 0 ] || grep -q '^failed' "$RECORDS" || record failed 0 "go test $*"
}

part_unit() { jest_run unit; }
part_tools() { jest_run tools; }
part_lint() { step 'lint' npm run --silent lint; }
part_types() { step 'types' npm run --silent types; }
part_schema() { step 'schema.json is what the provider serves' sh scripts/export-schema.sh --check; }
part_go-lint() { step 'golangci-lint' sh scripts/go-lint.sh; }
part_go() { go_run -race ./...; }

# on_shared_lab PROJECT LAST-OCTET: tests that have the same three hosts, one file after another.
on_shared_lab() {
  export LAB_RUN=$RESULTS/$1-lab
  if step "the lab for $1 comes up" lab/lab up --hosts 3 --first "$NETWORK.12.$2"; then jest_run "$1" --runInBand; fi
  step "the lab for $1 goes down" lab/lab down
}
part_lab() { on_shared_lab lab 61; }
part_guests() { on_shared_lab guests 201; }

part_own-lab() {
  export LAB_RUN=$RESULTS/own-lab
  jest_run own-lab --runInBand
}

# The provider on a host with libvirt, reached by a key of its own.
part_acceptance() {
  local address=$NETWORK.12.64
  export LAB_RUN=$RESULTS/acceptance-lab
  step 'the host for acceptance comes up' lab/lab up --hosts 1 --first "$address" --libvirt || return
  ssh-keygen -q -t ed25519 -N '' -f "$RESULTS/key"
  lab/lab shell 1 -- sh -c 'umask 077; mkdir -p .ssh; cat >>.ssh/authorized_keys' <"$RESULTS/key.pub"
  lab/lab shell 1 -- sh -c 'virsh -q pool-define-as default dir --target /var/lib/libvirt/images && virsh -q pool-start default'
  printf '[%s]:2222 %s\n' "$address" "$(lab/lab shell 1 -- cat /etc/ssh/ssh_host_ed25519_key.pub)" >"$RESULTS/known_hosts"
  export QUANTUM_KVM_TEST_URI="qemu+ssh://root@$address:2222/system?keyfile=$RESULTS/key&knownhosts=$RESULTS/known_hosts"
  go_run -count=1 -timeout 20m -parallel 6 -tags acceptance ./acceptance
  lab/lab down
}

"part_$PART"
# Failed tests have their records; no record at all is a failure of the part.
[ -s "$RECORDS" ]

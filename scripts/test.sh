#!/usr/bin/env bash
# Everything there is to test, from a clean checkout: installs what is missing, builds, lints, unit, Go, lab.
# Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/prerequisites.sh

results=$(mktemp -d)
passed=0
failed=0
# A lab of its own, beside one that is in use.
export LAB_RUN=$results/lab
readonly FIRST_ADDRESS=${LAB_NETWORK:-127.0}.12.61
# What does not end by itself is ended, and is a failure.
readonly JEST_LIMIT=35m
own_labs=
trap '[ -z "$own_labs" ] || kill -- "-$own_labs" 2>/dev/null
  LAB_RUN=$results/acceptance-lab lab/lab down >/dev/null 2>&1
  lab/lab down >/dev/null 2>&1
  rm -rf "$results"' EXIT

# count PASSED FAILED
count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# step TITLE COMMAND…: one test, passed when the command succeeds.
step() {
  local title=$1
  shift
  printf '\n== %s\n' "$title"
  if "$@"; then count 1 0; else
    count 0 1
    printf 'FAILED: %s\n' "$title"
  fi
}

# jest_run NAME OPTION…: a jest project, its results into a file.
jest_run() {
  printf '\n== jest: %s\n' "$1"
  timeout -k 10 "$JEST_LIMIT" npx jest --selectProjects "$@" --json --outputFile "$results/$1.json"
}

# jest_count NAME: every test of a jest project; a run that left no result is a failure.
jest_count() {
  count_of node -e '
    const r = require(process.argv[1]);
    const broken = r.testResults.filter((t) => t.status === "failed" && t.assertionResults.length === 0).length;
    console.log(r.numPassedTests, r.numFailedTests + broken + (r.numPassedTests ? 0 : 1));' "$results/$1.json"
}

# go_run NAME ARGUMENTS…: Go tests, subtests included, their results into a file.
go_run() {
  local name=$1
  shift
  printf '\n== go test: %s\n' "$name"
  (cd provider && go test -json "$@") >"$results/go-$name.json"
}

# go_count NAME: every Go test.
go_count() {
  count_of node scripts/go-results.js "$results/go-$1.json"
}

# acceptance: the provider on a host with libvirt, reached by a key of its own.
acceptance() {
  local address=${LAB_NETWORK:-127.0}.12.64
  export LAB_RUN=$results/acceptance-lab
  lab/lab up --hosts 1 --first "$address" --libvirt || return
  ssh-keygen -q -t ed25519 -N '' -f "$results/key"
  lab/lab shell 1 -- sh -c 'umask 077; mkdir -p .ssh; cat >>.ssh/authorized_keys' <"$results/key.pub"
  lab/lab shell 1 -- sh -c 'virsh -q pool-define-as default dir --target /var/lib/libvirt/images && virsh -q pool-start default'
  printf '[%s]:2222 %s\n' "$address" "$(lab/lab shell 1 -- cat /etc/ssh/ssh_host_ed25519_key.pub)" >"$results/known_hosts"
  export QUANTUM_KVM_TEST_URI="qemu+ssh://root@$address:2222/system?keyfile=$results/key&knownhosts=$results/known_hosts"
  go_run acceptance -timeout 20m -tags acceptance ./acceptance
  lab/lab down
}

# count_of COMMAND…: adds the two numbers that the command prints last; anything else is one failure.
count_of() {
  local output numbers
  output=$("$@")
  numbers=${output##*$'\n'}
  printf '%s\n' "$output"
  if [[ $numbers =~ ^[0-9]+\ [0-9]+$ ]]; then
    # shellcheck disable=SC2086 # two numbers, two arguments
    count $numbers
  else count 0 1; fi
}

finish() {
  printf '\n%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
  exit
}

# Host scripts run under busybox's shell too, and ShellCheck reads them.
install_test_packages() {
  dpkg-query -W -f '${db:Status-Status}\n' busybox shellcheck xorriso 2>/dev/null | grep -cx installed | grep -qx 3 ||
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends busybox shellcheck xorriso
}

{ prepare_checkout && install_test_packages; } || {
  count 0 1
  finish
}
step 'lint' npm run --silent lint
step 'types' npm run --silent types
step 'schema.json is what the provider serves' sh scripts/export-schema.sh --check
step 'go vet' sh -c 'cd provider && go vet ./... && go vet -tags acceptance ./...'
jest_run unit --maxWorkers 2
jest_count unit
go_run unit ./...
go_count unit
step 'the lab comes up' lab/lab up --hosts 3 --first "$FIRST_ADDRESS"
# What makes labs of its own runs beside the tests on this one.
# In a process group of its own: Ctrl-C ends it, too.
set -m
{ jest_run own-lab --runInBand; (acceptance); } >"$results/own-lab.log" 2>&1 &
own_labs=$!
set +m
jest_run lab --runInBand
jest_count lab
wait "$own_labs"
own_labs=
cat "$results/own-lab.log"
jest_count own-lab
go_count acceptance
step 'the lab goes down' lab/lab down
finish

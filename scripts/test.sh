#!/usr/bin/env bash
# Everything there is to test, from a clean checkout: installs what is missing, builds, tests.
#   scripts/test.sh            everything
#   scripts/test.sh --fast     everything but what needs a lab
#   scripts/test.sh NAME…      these parts
#   scripts/test.sh --list     the names of the parts
# Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/prerequisites.sh

# Streams run beside each other, the parts of a stream one after another; scripts/test-part.sh is a part.
readonly COMPUTING=('unit tools' 'lint types schema go-lint go')
readonly ON_LABS=('lab acceptance' 'own-lab guests')
# What does not end by itself is ended, and is a failure.
readonly LIMIT=30m LIMIT_ON_LABS=45m

names() { printf '%s\n' "$@" | tr ' ' '\n'; }
is_chosen() { printf '%s\n' "${chosen[@]}" | grep -qxF -e "$1"; }
# uses_labs NAME…: whether one of them does.
uses_labs() { names "${ON_LABS[@]}" | grep -qxF -f <(printf '%s\n' "$@"); }

# choose ARGUMENT…: the parts to run, into `chosen`.
choose() {
  local name all
  all=$(names "${COMPUTING[@]}" "${ON_LABS[@]}")
  case ${1-} in
    '') mapfile -t chosen <<<"$all" ;;
    --fast) mapfile -t chosen < <(names "${COMPUTING[@]}") ;;
    --list) printf '%s\n' "$all" && exit ;;
    *) chosen=("$@") ;;
  esac
  for name in "${chosen[@]}"; do
    grep -qxF -e "$name" <<<"$all" && continue
    printf 'There is no part %s. Name some of: %s; or --fast, or --list.\n' "$name" "${all//$'\n'/ }" >&2
    exit 2
  done
}

# prepare: only labs need root.
prepare() {
  if uses_labs "${chosen[@]}"; then
    check_lab_prerequisites && lab/lab install || return
  fi
  check_prerequisites && build_checkout || return
  ! is_chosen tools || install_packages busybox shellcheck zsh || return
  # The race detector is linked by a C compiler.
  ! is_chosen go || install_packages gcc libc6-dev || return
  # A kit is packed and unpacked.
  ! is_chosen own-lab || install_packages xz-utils
}

# clean_up: no test, lab or file stays, however this ends.
clean_up() {
  local lab
  # Each part is a process group of its own, which its `timeout` ends.
  [ ${#running[@]} -eq 0 ] || kill "${!running[@]}" 2>/dev/null
  wait
  for lab in "$results"/*-lab; do
    [ ! -e "$lab" ] || LAB_RUN=$lab lab/lab down >/dev/null 2>&1
  done
  rm -rf "$results" "/dev/shm/faked-host-$TEST_RUN"-*
}

# start_next STREAM: the first part that is left of it.
start_next() {
  local part=${streams[$1]%% *} limit=$LIMIT priority=0
  [ -n "$part" ] || return 0
  streams[$1]=${streams[$1]#"$part"}
  streams[$1]=${streams[$1]# }
  # Labs have clocks to keep, and mostly wait: what computes gives way to them.
  if uses_labs "$part"; then limit=$LIMIT_ON_LABS; elif uses_labs "${chosen[@]}"; then priority=10; fi
  : >"$results/$part.tests"
  nice -n "$priority" timeout -k 60 "$limit" scripts/test-part.sh "$part" "$results" \
    >"$results/$part.log" 2>&1 </dev/null &
  running[$!]="$1 $part"
  started[$part]=$SECONDS
}

# ended PID CODE: shows all that the part printed, in one piece.
ended() {
  local stream part seconds
  read -r stream part <<<"${running[$1]}"
  unset "running[$1]"
  seconds=$((SECONDS - started[$part]))
  printf '\n== %s (%s s)\n' "$part" "$seconds"
  cat "$results/$part.log"
  # 124: the time limit.
  [ "$2" -eq 0 ] || printf 'failed\t%s\t%s ended with exit code %s\n' "$seconds" "$part" "$2" >>"$results/$part.tests"
  printf '%s\t%s\n' "$part" "$seconds" >>"$results/parts"
  start_next "$stream"
}

run_chosen() {
  local stream part left pid
  for stream in "${COMPUTING[@]}" "${ON_LABS[@]}"; do
    left=()
    for part in $stream; do is_chosen "$part" && left+=("$part"); done
    streams+=("${left[*]-}")
  done
  for stream in "${!streams[@]}"; do start_next "$stream"; done
  while [ ${#running[@]} -gt 0 ]; do
    wait -n -p pid
    ended "$pid" $?
  done
}

# slowest KINDS: of the records passed, failed (tests) or file.
slowest() {
  awk -F '\t' -v kinds="^($1)\$" '$1 ~ kinds { printf "%8.1f s  %s\n", $2, $3 }' "$results"/*.tests |
    sort -rn | awk 'NR <= 10'
}

# of_part NAME KIND: how many such records it has.
of_part() { grep -c "^$2	" "$results/$1.tests"; }

summary() {
  local part seconds passed=0 failed=0
  printf '\nThe slowest test files\n%s\n\nThe slowest tests\n%s\n' "$(slowest file)" "$(slowest 'passed|failed')"
  printf '\n%-12s %8s %8s %8s\n' part seconds passed failed
  while IFS=$'\t' read -r part seconds; do
    printf '%-12s %8s %8s %8s\n' "$part" "$seconds" "$(of_part "$part" passed)" "$(of_part "$part" failed)"
    passed=$((passed + $(of_part "$part" passed)))
    failed=$((failed + $(of_part "$part" failed)))
  done <"$results/parts"
  [ "$failed" -eq 0 ] || printf '\n'
  sed -n 's/^failed\t[^\t]*\t/FAILED: /p' "$results"/*.tests
  printf '\n%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}

chosen=()
choose "$@"
declare -A running=() started=()
streams=()
results=$(mktemp -d)
export TEST_RUN=${results##*.}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

prepare || {
  printf '\n0 passed, 1 failed\n'
  exit 1
}
run_chosen
summary

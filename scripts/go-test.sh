#!/bin/sh
# Runs the provider's Go tests through gotestsum: go-test.sh ARGUMENT-OF-GO-TEST…
# The last line is "PASSED FAILED": every test with its subtests. What a time
# limit or a crash ended counts as failed, and so do a package that does not
# compile and a run without any test.
set -u
cd "$(dirname "$0")/../provider" || exit 1

report=$(mktemp)
trap 'rm -f "$report"' EXIT

go tool -modfile=tools/go.mod gotestsum --format pkgname-and-test-fails --hide-summary skipped --junitfile "$report" -- "$@"
status=$?

# elements NAME: how many the report has. Each begins a line; text in it is escaped.
elements() {
  grep -cE "^[[:space:]]*<$1( |>)" "$report"
}

failed=$(elements failure)
passed=$(($(elements testcase) - failed - $(elements skipped)))
if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then failed=1; fi
echo "$passed $failed"
[ "$failed" -eq 0 ]

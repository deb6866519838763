#!/bin/sh
# Builds the bundled Terraform provider into dist/provider, where lib/node/provider finds it. Two checkouts build
# identical bytes.
#   scripts/build-provider.sh [OS/ARCH…]    for this machine, or for these
set -eu
# What root starts must be nobody else's to change.
umask 022
cd "$(dirname "$0")/.."

command -v go >/dev/null || {
  echo "build-provider: go was not found; install Go $(sed -n 's/^go //p' provider/go.mod) or newer" >&2
  exit 1
}

version=$(node -p 'require("./package.json").version')
[ $# -gt 0 ] || set -- "$(go env GOOS)/$(go env GOARCH)"
mkdir -p dist/provider

for platform in "$@"; do
  os=${platform%/*} arch=${platform#*/}
  folder=dist/provider/${os}_$arch
  program=$folder/terraform-provider-quantum-kvm
  mkdir -p "$folder"
  # A running Terraform may be executing the old file: the new one is renamed over it, and an equal one is left alone.
  (cd provider && CGO_ENABLED=0 GOFLAGS='' GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=false \
    -ldflags "-s -w -buildid= -X main.version=$version" -o "../$program.new" .)
  if cmp -s "$program.new" "$program"; then rm "$program.new"; else mv -f "$program.new" "$program"; fi
  chmod 755 "$folder" "$program"
  # What it must be: only what has this digest is started, and locked for Terraform.
  node -e '
    const program = require("node:fs").readFileSync(process.argv[1]);
    console.log(require("node:crypto").createHash("sha256").update(program).digest("hex"));
  ' "$program" >"$folder.sha256"
  chmod 644 "$folder.sha256"
  echo "built $program $version"
done

#!/bin/sh
# Builds the bundled Terraform provider and installs it where Terraform and
# OpenTofu look without any setting. Two checkouts build identical bytes.
set -eu
# What root starts must be nobody else's to change.
umask 022

root=$(cd "$(dirname "$0")/.." && pwd)
plugins=${HOME:?HOME must name the folder that holds .terraform.d}/.terraform.d/plugins/terraform.local/quantum-kvm

command -v go >/dev/null || {
  echo "build-provider: go was not found; install Go $(sed -n 's/^go //p' "$root/provider/go.mod") or newer" >&2
  exit 1
}

version=$(cd "$root" && node -p 'require("./package.json").version')
platform=$(cd "$root/provider" && go env GOOS)_$(cd "$root/provider" && go env GOARCH)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

(cd "$root/provider" && CGO_ENABLED=0 GOFLAGS='' go build -trimpath -buildvcs=false \
  -ldflags "-s -w -buildid= -X main.version=$version" -o "$scratch/provider" .)

# A running Terraform may be executing the old file: the new one is written
# beside it and renamed over it, and an equal one is left alone.
install_as() {
  folder=$plugins/$1/$version/$platform
  file=$folder/terraform-provider-$1_v$version
  mkdir -p "$folder"
  if cmp -s "$scratch/provider" "$file"; then
    chmod 755 "$file"
    return
  fi
  # Not in the folder itself: everything in it counts for Terraform's lock file.
  beside=$plugins/.$1.$$
  cp "$scratch/provider" "$beside"
  chmod 755 "$beside"
  mv -f "$beside" "$file"
}

install_as libvirt
install_as null

# What it must be is recorded with the compiled code: only what has this digest is started, and locked for Terraform.
mkdir -p "$root/dist/provider"
node -e '
  const program = require("node:fs").readFileSync(process.argv[1]);
  console.log(require("node:crypto").createHash("sha256").update(program).digest("hex"));
' "$scratch/provider" >"$root/dist/provider/$platform.sha256"
echo "installed terraform.local/quantum-kvm/{libvirt,null} $version ($platform) under $plugins"

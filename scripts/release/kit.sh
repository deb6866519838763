#!/usr/bin/env bash
# kit.sh FOLDER VERSION TERRAFORM TERRAFORM-LICENCE NODE-LICENCE: the kit for networks without a way out, of what
# build.sh has made in FOLDER: Node.js, the program with all that it needs, and Terraform or OpenTofu.
set -euo pipefail
umask 022
cd "$(dirname "$0")"
# shellcheck source=scripts/release/ready.sh
. ./ready.sh

readonly FOLDER=$1 VERSION=$2 TERRAFORM=$3 TERRAFORM_LICENCE=$4 NODE_LICENCE=$5
readonly NAME=quantum-kvm-$VERSION-linux-x64
readonly KIT=$FOLDER/$NAME
readonly MODULES=$KIT/app/node_modules

# put SOURCE MODE PLACE: a file of the kit.
put() { install -D -m "$2" "$1" "$KIT/$3"; }

# put_programs: from which the launchers start everything.
put_programs() {
  local name
  name=$(terraform_name "$TERRAFORM")
  put "$(node -p process.execPath)" 755 bin/node
  put "$TERRAFORM" 755 "bin/$name"
  put "$NODE_LICENCE" 644 licences/node.txt
  put "$TERRAFORM_LICENCE" 644 "licences/$name.txt"
}

# trim: what no linux-x64 with this Node.js loads. The digests of the other platforms' providers stay, so that a site
# has the same lock file wherever it is synthesized.
trim() {
  local abi
  abi=$(node -p process.versions.modules)
  rm "$MODULES/.package-lock.json"
  find "$MODULES" -type f \( -name '*.map' -o -name '*.snap' \) -delete
  find "$MODULES" -path '*/prebuilds/*' -type f ! -path '*/linux-x64/*' -delete
  find "$MODULES" -path '*/node-pty-*/prebuilds/*' -type f ! -name "node.abi$abi.node" -delete
  find "$MODULES" -path '*/node-pty-*/prebuilds/*' -name '*.node' | grep -q . || {
    echo "cdktf's terminal has no program for Node.js with ABI $abi: build the kit with another Node.js" >&2
    return 1
  }
  find "$MODULES" -type d -empty -delete
  rm -r "$MODULES/quantum-kvm/dist/provider/linux_arm64"
}

put_papers() {
  local bill
  put "$FOLDER/source/LICENSE" 644 LICENSE
  ln -s app/node_modules/quantum-kvm/docs "$KIT/docs"
  node licences.js npm "$KIT/app" >"$KIT/licences/npm.txt"
  (cd "$FOLDER/source/provider" && GOOS=linux GOARCH=amd64 CGO_ENABLED=0 node "$OLDPWD/licences.js" go) >"$KIT/licences/go.txt"
  for bill in npm provider-linux-amd64; do
    put "$FOLDER/out/quantum-kvm-$VERSION-$bill.cdx.json" 644 "sbom/$bill.cdx.json"
  done
}

put_sums() {
  (cd "$KIT" && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) >"$FOLDER/sums"
  put "$FOLDER/sums" 644 SHA256SUMS
}

rm -rf "$KIT"
mkdir "$KIT" "$KIT/app"
mv "$FOLDER/app/node_modules" "$MODULES"
trim
put_programs
put kit/quantum-kvm 755 quantum-kvm
put kit/cdktf 755 cdktf
put kit/environment.sh 644 environment.sh
put kit/README.md 644 README.md
put_papers
chmod -R u=rwX,go=rX "$KIT"
put_sums
# One way to divide the work, however many processors there are.
tar -C "$FOLDER" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$NAME" |
  xz -1 -T2 >"$FOLDER/out/$NAME.tar.xz"

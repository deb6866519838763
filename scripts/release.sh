#!/usr/bin/env bash
# What a release consists of, built from the commit that is checked out:
#   scripts/release.sh [--out DIR] [--terraform FILE [--terraform-licence FILE]] [--node-licence FILE]
# Package and bills of materials, with --terraform (Terraform or OpenTofu) also the kit for networks without a way out.
# All of it is built twice, in two folders, and must come out equal. Nothing is tagged or published.
set -euo pipefail
umask 022

out='' terraform='' terraform_licence='' node_licence=''

misused() {
  printf 'release: %s; usage: scripts/release.sh [--out DIR] [--terraform FILE [--terraform-licence FILE]] [--node-licence FILE]\n' "$1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || misused "$1 has no value, or is no option"
  case $1 in
    --out) out=$(realpath -m "$2") ;;
    --terraform) terraform=$(realpath -m "$2") ;;
    --terraform-licence) terraform_licence=$(realpath -m "$2") ;;
    --node-licence) node_licence=$(realpath -m "$2") ;;
    *) misused "there is no option $1" ;;
  esac
  shift 2
done
cd "$(dirname "$0")/.."
# shellcheck source=scripts/release/ready.sh
. scripts/release/ready.sh
out=${out:-$PWD/release}

# build FOLDER: one of the two.
build() {
  scripts/release/build.sh "$1" "$terraform" "$terraform_licence" "$node_licence" >"$1.log" 2>&1 || {
    tail -n 40 "$1.log" >&2
    printf 'release: the build failed; nothing was written to %s\n' "$out" >&2
    return 1
  }
}

# compare A B: equal bytes, or what differs.
compare() {
  diff -rq "$1/out" "$2/out" || {
    scripts/release/differences.sh "$1/out" "$2/out" >&2
    printf 'release: two builds of one commit differ, as listed above; nothing was written to %s\n' "$out" >&2
    return 1
  }
}

# publish FOLDER: each file in one step.
publish() {
  local file name
  mkdir -p "$out"
  for file in "$1"/out/*; do
    name=${file##*/}
    cp "$file" "$out/.$name.$$"
    mv -f "$out/.$name.$$" "$out/$name"
  done
}

table() {
  local file
  printf '\n%-50s %12s  %s\n' file bytes SHA-256
  for file in "$1"/out/*; do
    printf '%-50s %12s  %s\n' "${file##*/}" "$(stat -c %s "$file")" "$(sha256sum <"$file" | cut -d ' ' -f 1)"
  done
  printf '\nIn %s. To be tagged: git tag v%s %s\n' "$out" "$version" "$(git rev-parse --short HEAD)"
}

version=$(package_version)
ready "$version" || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
# Of different length: a path that is built in shows.
for folder in one another; do
  printf 'building %s (%s)\n' "$version" "$folder"
  build "$scratch/$folder"
done
compare "$scratch/one" "$scratch/another"
publish "$scratch/one"
table "$scratch/one"

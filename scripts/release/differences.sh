#!/bin/sh
# differences.sh FOLDER FOLDER: which files inside the archives of two builds differ.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for archive in "$1"/*.t*; do
  name=${archive##*/}
  ! cmp -s "$archive" "$2/$name" || continue
  mkdir "$scratch/one" "$scratch/other"
  tar -C "$scratch/one" -xf "$archive"
  tar -C "$scratch/other" -xf "$2/$name"
  (cd "$scratch" && diff -r one other | cut -c 1-300 | head -n 40) || :
  tar -tvf "$archive" >"$scratch/one.list"
  tar -tvf "$2/$name" >"$scratch/other.list"
  diff "$scratch/one.list" "$scratch/other.list" | head -n 40 || :
  rm -rf "$scratch/one" "$scratch/other"
done

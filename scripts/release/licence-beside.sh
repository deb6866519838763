#!/bin/sh
# licence-beside.sh PROGRAM [FILE]: the file with the licence text of a program: FILE, else where archives and packages
# of Node.js, Terraform and OpenTofu have it. Prints nothing when there is none.
set -eu

if [ -n "${2-}" ]; then
  echo "$2"
  exit
fi
folder=$(dirname "$(readlink -f "$1")")
case ${1##*/} in
  node)
    words='Node\.js is licensed'
    set -- "$folder/../LICENSE" "$folder/../share/doc/nodejs/LICENSE" "$folder/../share/doc/nodejs/copyright"
    ;;
  *)
    words='Mozilla Public License|Business Source License'
    set -- "$folder/LICENSE" "$folder/LICENSE.txt"
    ;;
esac
for file; do
  if grep -qE "$words" "$file" 2>/dev/null; then
    realpath "$file"
    exit
  fi
done

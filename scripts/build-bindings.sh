#!/bin/sh
# Generates the bindings of the bundled provider from its schema, unless they are there.
set -eu
cd "$(dirname "$0")/../packages/provider-libvirt"

# Whatever they are made from and by.
made_from=$(cat schema.json generate.js package.json tsconfig.json ../../package-lock.json | cksum)
[ "$(cat lib/.made-from 2>/dev/null)" = "$made_from" ] && exit

npm run --silent generate
printf '%s\n' "$made_from" >lib/.made-from

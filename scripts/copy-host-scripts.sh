#!/bin/sh
# Puts the host scripts beside the compiled code, which looks for them next to itself.
set -eu
cd "$(dirname "$0")/.."
mkdir -p dist/lib/host-scripts
rm -rf dist/lib/host-scripts/*.sh dist/lib/host-scripts/check
cp -R lib/host-scripts/*.sh lib/host-scripts/check dist/lib/host-scripts/

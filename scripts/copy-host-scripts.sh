#!/bin/sh
# Puts the host scripts beside the compiled code, which looks for them next to itself.
set -eu
cd "$(dirname "$0")/.."
rm -rf dist/lib/host-scripts/*.sh dist/lib/host-scripts/install
mkdir -p dist/lib/host-scripts
cp -R lib/host-scripts/*.sh lib/host-scripts/install dist/lib/host-scripts/

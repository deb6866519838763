#!/bin/sh
# Puts the host scripts beside the compiled code, which looks for them next to itself.
set -eu
cd "$(dirname "$0")/.."
mkdir -p dist/lib/host-scripts
cp lib/host-scripts/*.sh dist/lib/host-scripts/

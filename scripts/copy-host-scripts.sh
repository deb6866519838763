#!/bin/sh
# Puts the shell scripts beside the compiled code, which looks for them next to itself.
set -eu
cd "$(dirname "$0")/.."
if [ -d dist/lib ]; then find dist/lib -name '*.sh' -exec rm {} +; fi
find lib -name '*.sh' | while read -r script; do
  mkdir -p "dist/${script%/*}"
  cp "$script" "dist/$script"
done

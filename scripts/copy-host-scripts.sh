#!/bin/sh
# Puts the shell scripts beside the compiled code, which looks for them next to itself.
set -eu
cd "$(dirname "$0")/.."
if [ -d dist ]; then find dist -name '*.sh' -exec rm {} +; fi
find lib cli -name '*.sh' | while read -r script; do
  mkdir -p "dist/${script%/*}"
  cp "$script" "dist/$script"
done

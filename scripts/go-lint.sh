#!/bin/sh
# Lints the provider: go vet, staticcheck, gofmt and the others of provider/.golangci.yml.
# The first run on a machine compiles golangci-lint.
set -eu
cd "$(dirname "$0")/../provider"
exec go tool -modfile=tools/go.mod golangci-lint run ./...

# shellcheck shell=bash
# Sourced by demo.sh and test.sh: what a checkout needs before anything runs.

. scripts/terraform-binary.sh

# need COMMAND WHAT: a prerequisite of the README that is not installed for the user.
need() {
  command -v "$1" >/dev/null 2>&1 || {
    printf '%s is missing: install %s and run this again.\n' "$1" "$2" >&2
    return 1
  }
}

check_prerequisites() {
  local ok=0
  need node 'Node.js 20 or newer' || ok=1
  need npm 'npm' || ok=1
  need go 'Go (provider/go.mod names the version)' || ok=1
  # cdktf looks for no other program than terraform.
  if TERRAFORM_BINARY_NAME=$(terraform_binary); then export TERRAFORM_BINARY_NAME; else ok=1; fi
  return "$ok"
}

check_lab_prerequisites() {
  local ok=0
  [ "$(uname -sm)" = 'Linux x86_64' ] || { printf 'The lab needs Linux on x86_64, not %s.\n' "$(uname -sm)" >&2; ok=1; }
  [ "$(id -u)" = 0 ] || { printf 'The lab needs root: it makes namespaces, bridges and virtual machines.\n' >&2; ok=1; }
  return "$ok"
}

# build_checkout: npm packages by the lock file, which is noted as the one that is installed; bindings, provider and
# program built.
build_checkout() {
  if ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then
    npm ci --no-audit --no-fund && cp package-lock.json node_modules/.installed-lock || return 1
  fi
  npm run --silent build
}

# install_packages NAME…: those of Debian that are not installed.
install_packages() {
  dpkg-query -W -f '${db:Status-Status}\n' "$@" 2>/dev/null | grep -cx installed | grep -qx "$#" ||
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

# prepare_checkout: all that a lab and the program need.
prepare_checkout() {
  local ok=0
  check_lab_prerequisites || ok=1
  check_prerequisites || ok=1
  [ "$ok" -eq 0 ] && lab/lab install && build_checkout
}

# shellcheck shell=sh
# Sourced by the kit's programs, which have set `kit`: whether this machine can run them, and among what they run.

: "${kit:?}"

refuse() {
  echo "${0##*/}: $1" >&2
  exit 1
}

# cpp_library: where systems have it.
cpp_library() {
  for folder in /usr/lib/x86_64-linux-gnu /usr/lib64 /lib64 /usr/lib; do
    [ ! -e "$folder/libstdc++.so.6" ] || return 0
  done
  "$kit/bin/node" --version >/dev/null 2>&1
}

[ "$(uname -sm)" = 'Linux x86_64' ] ||
  refuse "this kit is for Linux on x86_64, and this machine is $(uname -sm): use another deployment node"
[ -e /lib64/ld-linux-x86-64.so.2 ] ||
  refuse 'this kit needs the GNU C library 2.28 or newer, and this system has another one (musl?): use another deployment node'
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || glibc=''
case $glibc in
  'glibc 2.'[0-9] | 'glibc 2.'[0-9].* | 'glibc 2.1'[0-9]* | 'glibc 2.2'[0-7]*)
    refuse "this kit needs glibc 2.28 or newer, and this system has $glibc: use a newer system as deployment node"
    ;;
esac
cpp_library || refuse 'Node.js needs libstdc++.so.6: install the package libstdc++6 (Debian) or libstdc++ (RHEL) of this system'

# What a person types for this program.
if [ "$(readlink -f "$(command -v quantum-kvm)")" = "$kit/quantum-kvm" ]; then
  QUANTUM_KVM_KIT=quantum-kvm
else
  QUANTUM_KVM_KIT=$kit/quantum-kvm
fi
PATH=$kit/bin:$PATH
NODE_PATH=$kit/app/node_modules
if [ -z "${TERRAFORM_BINARY_NAME-}" ]; then
  TERRAFORM_BINARY_NAME=terraform
  [ ! -x "$kit/bin/tofu" ] || TERRAFORM_BINARY_NAME=tofu
fi
# Nobody is asked for news, which a closed network would answer by silence.
CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1
export QUANTUM_KVM_KIT PATH NODE_PATH TERRAFORM_BINARY_NAME CHECKPOINT_DISABLE DISABLE_VERSION_CHECK

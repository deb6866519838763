#!/bin/sh
# node-fault.sh FILE: why this Node.js cannot be part of a kit, on standard error; fails then. It has to run on every
# system of the last years: glibc 2.28 and the C++ library of GCC 8 are those of the oldest.
set -eu

MOST_GLIBC=2.28
MOST_GLIBCXX=3.4.25

# newest PREFIX: the newest version of symbols that FILE wants.
newest() { grep -aoE "$1_[0-9]+\.[0-9.]*[0-9]" "$file" | sed "s/^$1_//" | sort -uV | tail -n 1; }

# is_newer A B
is_newer() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }

refuse() {
  echo "release: $file $1; build the kit with a Node.js of nodejs.org for linux-x64" >&2
  exit 1
}

file=$1
[ "$(uname -m)" = x86_64 ] || refuse "is a program for $(uname -m), and the kit is for x86_64"
! grep -aqE 'libnode\.so\.[0-9]' "$file" || refuse 'needs libnode, a library of its distribution'
grep -aq 'ld-linux-x86-64\.so\.2' "$file" || refuse 'is not made for the GNU C library'
glibc=$(newest GLIBC) glibcxx=$(newest GLIBCXX)
! is_newer "${glibc:-0}" "$MOST_GLIBC" || refuse "needs glibc $glibc, newer than $MOST_GLIBC"
! is_newer "${glibcxx:-0}" "$MOST_GLIBCXX" || refuse "needs libstdc++ with GLIBCXX_$glibcxx, newer than $MOST_GLIBCXX"

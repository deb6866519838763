# shellcheck shell=sh
# The root file system that fresh hosts begin with: a minimal Debian with sshd and nothing else, made
# once and kept in the cache. It is of the machine's own release, from the machine's own mirror.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/quantum-kvm/lab
# iproute2 configures the host's network, as on any server.
BASE_PACKAGES=openssh-server,iproute2
# Part of the base's name: a higher number makes the bases of an earlier recipe anew.
BASE_RECIPE=1

# base_folder: of the machine's present sources.
base_folder() {
  sources=$(base_sources) && [ -n "$sources" ] || return 1
  id=$({ echo "$BASE_RECIPE $BASE_PACKAGES" && echo "$sources" && base_apt_settings; } | sha256sum | cut -c 1-8)
  echo "$CACHE/$(base_release)-$id"
}

base_release() {
  # shellcheck disable=SC1091 # the machine's
  (. /etc/os-release && echo "$VERSION_CODENAME")
}

# base_sources: the machine's sources of its distribution, as lines of sources.list; no third party's.
base_sources() {
  # shellcheck disable=SC1091 # the machine's
  distribution=$(. /etc/os-release && echo "$ID")
  # shellcheck disable=SC2016 # $(…) is apt's own notation
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
    awk -v id="$distribution" 'tolower($NF) == id { print $1, $2, $3, $4 }' | sort -u
}

# base_apt_settings: how this machine reaches its mirror.
base_apt_settings() {
  apt-config dump | grep -E '^Acquire::(https?|Check-[A-Za-z-]*)(::[A-Za-z:]*)? ".+";$' || :
}

# base_make: other labs may be at it, too.
base_make() {
  [ -n "$(base_sources)" ] || apt-get update -q >&2
  base=$(base_folder) || fail "the apt sources of this machine name no mirror of its distribution"
  mkdir -p "$CACHE"
  chmod 700 "$CACHE"
  (
    flock 8
    [ -d "$base" ] || base_bootstrap "$base"
  ) 8<"$CACHE" 9<&-
}

# base_bootstrap FOLDER
base_bootstrap() {
  echo "making the base of fresh hosts, $1 (a minute or two)"
  rm -rf --one-file-system "$1.new"
  mkdir -p "$1.new"
  base_debootstrap "$1.new" >"$1.log" 2>&1 || {
    tail -n 20 "$1.log" >&2
    fail "debootstrap failed; all of its log is in $1.log"
  }
  base_configure "$1.new"
  mv "$1.new" "$1"
}

base_debootstrap() {
  release=$(base_release)
  mirror=$(base_sources | awk -v release="$release" '$3 == release { print $2; exit }')
  proxy=$(base_apt_settings | base_proxy)
  [ -z "$proxy" ] || export "http_proxy=$proxy" "https_proxy=$proxy"
  debootstrap --variant=minbase --include="$BASE_PACKAGES$(base_certificate_package)" \
    "$release" "$1" "$mirror"
}

# base_proxy: among apt's settings.
base_proxy() {
  sed -n 's/^Acquire::http::Proxy "\(.*\)";$/\1/p'
}

base_certificate_package() {
  ! base_sources | grep -q ' https:' || echo ,ca-certificates
}

# base_configure FOLDER: nothing that would be one host's own, and the machine's way to its mirror.
base_configure() {
  base_sources >"$1/etc/apt/sources.list"
  base_apt_settings >"$1/etc/apt/apt.conf.d/90mirror"
  if [ -d "$1/usr/local/share/ca-certificates" ] && [ -d /usr/local/share/ca-certificates ]; then
    cp -a /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates"
    chroot "$1" update-ca-certificates >&2
  fi
  rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/resolv.conf "$1"/var/cache/apt/archives/*.deb
  : >"$1/etc/machine-id"
  echo 'PermitRootLogin yes' >"$1/etc/ssh/sshd_config.d/root.conf"
}

# base_endpoints FOLDER: "name port kind" of each server that hosts with this base need for packages;
# the kind is http, or tcp where only the two ends understand each other.
base_endpoints() {
  proxy=$(base_proxy <"$1/etc/apt/apt.conf.d/90mirror")
  if [ -n "$proxy" ]; then echo "$proxy"; else awk '{ print $2 }' "$1/etc/apt/sources.list"; fi |
    sed -nE 's,^(https?)://([^/@]*@)?([^/:]+)(:([0-9]+))?(/.*)?$,\3 \1 \5,p' |
    awk -v proxy="$proxy" '{
      port = $3 != "" ? $3 : $2 == "https" ? 443 : 80
      print $1, port, $2 == "http" && proxy == "" ? "http" : "tcp"
    }' | sort -u
}

# base_remove_all: not under the feet of another lab's hosts.
base_remove_all() {
  [ -d "$CACHE" ] || return 0
  users=$(grep -lF "$CACHE/" /proc/[0-9]*/mountinfo 2>/dev/null | cut -d / -f 3 | paste -s -d ' ')
  [ -z "$users" ] || fail "$CACHE is in use by fresh hosts of another lab (process $users): take that down first"
  rm -rf --one-file-system "$CACHE"
}

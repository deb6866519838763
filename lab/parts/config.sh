# shellcheck shell=sh
# What the lab takes from the configuration, so that each value stands once.

config_value() {
  xmlstarlet sel -T -t -v "//property[@name='$1']/@value" "$LAB_CONFIG" ||
    fail "$LAB_CONFIG has no property $1: the lab needs it"
}

config_check() {
  for name in login.password login.port; do config_value "$name" >/dev/null; done
  case $(config_port) in
    *[!0-9]*) fail "login.port is '$(config_port)' in $LAB_CONFIG: allowed is 1 to 65535" ;;
  esac
}

config_port() {
  config_value login.port
}

# The password goes from pipe to pipe: it is in no argument and no file.
config_password_hash() {
  config_value login.password | openssl passwd -6 -stdin
}

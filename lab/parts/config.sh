# shellcheck shell=sh
# What the lab takes from the configuration, so that each value stands once.

config_value() {
  xmlstarlet sel -T -t -v "//property[@name='$1']/@value" "$LAB_CONFIG" ||
    fail "$LAB_CONFIG has no property $1: the lab needs it"
}

config_port() {
  config_value login.port
}

# The password goes from pipe to pipe: it is in no argument and no file.
config_password_hash() {
  config_value login.password | openssl passwd -6 -stdin
}

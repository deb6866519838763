# shellcheck shell=sh
# Step "key": the deployment's key among those that open the login.

authorize_key() {
  [ -n "${QK_AUTHORIZED_KEY:-}" ] || return 0
  is_public_key "$QK_AUTHORIZED_KEY" ||
    fail key 'QK_AUTHORIZED_KEY is not one public key line' 'give it as "ssh-ed25519 AAAA…"' || return 1
  (write_key && finish key "$key_state") ||
    fail key "$(login_home)/.ssh/authorized_keys cannot be written" 'see the message above; is the root file system full or read-only?'
}

is_public_key() {
  case $1 in
    *'
'*) return 1 ;;
    ssh-*' '?* | ecdsa-*' '?* | sk-*' '?*) return 0 ;;
    *) return 1 ;;
  esac
}

write_key() {
  folder=$(login_home)/.ssh
  umask 077
  mkdir -p "$folder" && chmod 700 "$folder" || return 1
  file=$folder/authorized_keys
  if [ -L "$file" ]; then file=$(readlink -f "$file") || return 1; fi
  if holds_key "$file"; then
    chmod 600 "$file" && key_state='was authorized already'
  else
    append_key "$file" && restore_label "$folder" && key_state="authorized for $LOGIN"
  fi && chown "$(id -u "$LOGIN"):$(id -g "$LOGIN")" "$folder" "$file"
}

# Whether the file holds the key, whatever options and comment stand around it.
holds_key() {
  [ -f "$1" ] && KEY=$QK_AUTHORIZED_KEY awk '
    BEGIN { split(ENVIRON["KEY"], key, /[ \t]+/) }
    /^[ \t]*#/ { next }
    { for (i = 1; i < NF; i++) if ($i == key[1] && $(i + 1) == key[2]) found = 1 }
    END { exit !found }' "$1"
}

# Writes a copy beside the file and renames it, so that no moment leaves the host without its keys.
append_key() {
  copy=$1.quantum-kvm
  {
    if [ -s "$1" ]; then
      cat "$1" || return 1
      [ -z "$(tail -c 1 "$1")" ] || echo
    fi
    printf '%s\n' "$QK_AUTHORIZED_KEY"
  } >"$copy" && chmod 600 "$copy" && mv -f "$copy" "$1"
}

# SELinux refuses sshd a file without its label.
restore_label() {
  if command -v restorecon >/dev/null 2>&1; then restorecon -R "$1" >&2; fi
}

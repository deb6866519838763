# shellcheck shell=sh
# Step "key": the deployment's key among those that open the login.

authorize_key() {
  [ -n "${QK_AUTHORIZED_KEY:-}" ] || return 0
  is_public_key "$QK_AUTHORIZED_KEY" ||
    fail key 'QK_AUTHORIZED_KEY is not one public key line' 'give it as "ssh-ed25519 AAAA…"' || return 1
  find_key_file || return
  (write_key && finish key "$key_state") ||
    fail key "$key_file cannot be written" 'see the message above; is the root file system full or read-only, or the file immutable ("lsattr")?'
}

# Sets key_file: where sshd has keys of the login from. Where another program serves it, or sshd does not tell, that
# is where all of them look by default.
find_key_file() {
  find_login
  key_file=$login_home/.ssh/authorized_keys
  [ -n "$ssh_connection" ] && find_sshd && read_sshd_settings "$login" || return 0
  with_key=$(file_with_key)
  key_file=${with_key:-$(own_key_file)}
  [ -z "$key_file" ] || return 0
  fail key "sshd has keys of $login from no file of its own: AuthorizedKeysFile $(setting authorizedkeysfile | tr '\t' ' '), AuthorizedKeysCommand $(setting authorizedkeyscommand | tr '\t' ' ')" \
    'authorize the deployment'\''s public key there by hand, or set "AuthorizedKeysFile .ssh/authorized_keys" for this login in /etc/ssh/sshd_config and run "systemctl reload sshd"'
}

is_public_key() {
  case $1 in
    *'
'*) return 1 ;;
    ssh-*' '?* | ecdsa-*' '?* | sk-*' '?*) return 0 ;;
    *) return 1 ;;
  esac
}

# In the home of the login all is the login's and closed to others; elsewhere it is root's, and sshd reads it as the
# login.
write_key() {
  file=$QK_SYSROOT$key_file
  folder=$(dirname "$file")
  if [ -L "$file" ]; then file=$(readlink -f "$file") || return 1; fi
  case $key_file in
    "$login_home"/*)
      umask 077
      mkdir -p "$folder" && own_folder && write_line 600 && chown "$(owner)" "$file"
      ;;
    *)
      umask 022
      mkdir -p "$folder" && write_line 644
      ;;
  esac
}

owner() { echo "$(id -u "$login"):$(id -g "$login")"; }

# The home itself stays as it is.
own_folder() { [ "$folder" = "$QK_SYSROOT$login_home" ] || { chmod 700 "$folder" && chown "$(owner)" "$folder"; }; }

# write_line MODE
write_line() {
  if key_options "${file#"$QK_SYSROOT"}" >/dev/null; then
    chmod "$1" "$file" && key_state='was authorized already'
  else
    note_made key "$key_file" && append_key "$file" "$1" && restore_label "$folder" && key_state="authorized for $login"
  fi
}

# append_key FILE MODE: writes a copy beside the file and renames it, so that no moment leaves the host without its keys.
# Others may write there: what waits under the name of the copy is not written through.
append_key() {
  copy=$1.quantum-kvm
  rm -f "$copy" && {
    if [ -s "$1" ]; then
      cat "$1" || return 1
      [ -z "$(tail -c 1 "$1")" ] || echo
    fi
    printf '%s\n' "$QK_AUTHORIZED_KEY"
  } >"$copy" && chmod "$2" "$copy" && mv -f "$copy" "$1"
}

# SELinux refuses sshd a file without its label.
restore_label() {
  if command -v restorecon >/dev/null 2>&1; then restorecon -R "$1" >&2; fi
}

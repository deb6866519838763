# shellcheck shell=sh
# What stands in the login's home: the traces of scripts that were sent, and the key.

clean_files() {
  home=$(login_home)
  clean_file 'packages that the deployment node sent' "$home"/.quantum-kvm-packages
  clean_file 'an empty file that Terraform leaves when it has run a script here' "$home"/:*quantum-kvm-script*
}

# $1 what it is, $2… files, or a pattern that none fits
clean_file() {
  what=$1
  shift
  for file; do
    if [ -e "$file" ]; then ours file "${file#"$QK_SYSROOT"}" "$what" rm -rf "$file"; fi
  done
}

clean_key() {
  [ -n "${QK_AUTHORIZED_KEY:-}" ] && find_key_file >/dev/null || return 0
  if ! key_options "$key_file" >/dev/null; then
    forget_made key "$key_file"
  elif [ -n "$some_failed" ]; then
    clean stays "the key in $key_file" 'not all else could be removed, and it opens the login to do it'
  elif [ "$QK_CLEAN_OWN_KEY" = yes ] || has_made key "$key_file"; then
    ours key "$key_file" "of $login" remove_key
  else
    clean stays "the key in $key_file" 'it is that of login.key.file, and it is not noted that preparation added it'
  fi
}

# In a copy that takes the file's place, with its owner and mode. Others write in that folder: what waits there under
# the name of the copy is not written through.
remove_key() {
  file=$QK_SYSROOT$key_file
  if [ -L "$file" ]; then file=$(readlink -f "$file") || return; fi
  copy=$file.quantum-kvm
  if ! { rm -f "$copy" && cp -p "$file" "$copy" && without_key "$file" >"$copy"; }; then
    rm -f "$copy"
    return 1
  fi
  forget_made key "$key_file" && remove_records_folder && mv -f "$copy" "$file" && restore_label "$(dirname "$file")"
}

without_key() { KEY=$QK_AUTHORIZED_KEY awk "$HAS_KEY"' !has_key($0)' "$1"; }

# When nothing is noted there any more.
remove_records_folder() {
  rmdir "${QK_SYSROOT}/etc/quantum-kvm" 2>/dev/null || :
}

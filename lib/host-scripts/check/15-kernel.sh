# What the kernel tells.

# The first line of a file of the kernel's, which may end without a line end; empty when it cannot be read.
line_of() {
  line=
  { read -r line <"$1"; } 2>/dev/null
  printf '%s\n' "$line"
}

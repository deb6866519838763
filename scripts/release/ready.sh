# shellcheck shell=bash
# Sourced by release.sh: whether there is a release to build, all faults at once.

package_version() { sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json; }

# newest_heading: the version that CHANGELOG.md tells of first.
newest_heading() { sed -n 's/^## \[\(.*\)\].*/\1/p' CHANGELOG.md | head -n 1; }

fault() {
  printf 'release: %s\n' "$1" >&2
  faults=$((faults + 1))
}

# need_tool COMMAND WHAT
need_tool() { command -v "$1" >/dev/null || fault "$1 was not found: install $2"; }

# need_licence NAME FILE OPTION: of a program that is not ours.
need_licence() {
  [ -n "$2" ] || { fault "the licence text of $1 is not beside it: name it with $3 FILE" && return; }
  [ -r "$2" ] || fault "$2, the licence text of $1, cannot be read"
}

need_terraform() {
  [ -x "$terraform" ] || { fault "$terraform is no program: name Terraform's or OpenTofu's with --terraform" && return; }
  terraform_name "$terraform" >/dev/null ||
    fault "$terraform does not answer \"version -json\" as Terraform or OpenTofu for linux_amd64 does"
  terraform_licence=$(scripts/release/licence-beside.sh "$terraform" "$terraform_licence")
  need_licence "$terraform" "$terraform_licence" --terraform-licence
}

# terraform_name FILE: terraform or tofu.
terraform_name() {
  local answer
  answer=$(env -u TF_CLI_CONFIG_FILE "$1" version -json 2>/dev/null) || return
  grep -q '"platform": *"linux_amd64"' <<<"$answer" || return
  if grep -q '"terraform_outdated"' <<<"$answer"; then echo terraform; else echo tofu; fi
}

need_node() {
  local node
  node=$(node -p process.execPath)
  scripts/release/node-fault.sh "$node" || faults=$((faults + 1))
  node_licence=$(scripts/release/licence-beside.sh "$node" "$node_licence")
  need_licence "$node" "$node_licence" --node-licence
}

# ready VERSION
ready() {
  local version=$1 faults=0 heading
  heading=$(newest_heading)
  [ -z "$(git status --porcelain)" ] || fault 'the checkout holds what is not committed: commit it, or put it away ("git status")'
  [ "$heading" = "$version" ] ||
    fault "package.json has version $version and the newest heading of CHANGELOG.md is [$heading]: allowed is one version in both"
  need_tool node 'Node.js 20 or newer'
  need_tool npm 'npm'
  need_tool go 'Go (provider/go.mod names the version)'
  need_tool tar 'GNU tar'
  if [ -n "$terraform" ]; then
    need_tool xz 'XZ Utils'
    need_terraform
    ! command -v node >/dev/null || need_node
  fi
  [ "$faults" -eq 0 ]
}

# shellcheck shell=sh
# Sourced: what scripts start as Terraform.

# terraform_binary: the path of the program that TERRAFORM_BINARY_NAME names, else of the first one that is there.
terraform_binary() (
  set -- terraform tofu
  [ -z "${TERRAFORM_BINARY_NAME-}" ] || set -- "$TERRAFORM_BINARY_NAME"
  for name; do command -v "$name" && return; done
  if [ -n "${TERRAFORM_BINARY_NAME-}" ]; then
    echo "TERRAFORM_BINARY_NAME is $TERRAFORM_BINARY_NAME, which is no program; name Terraform or OpenTofu 1.10 or newer" >&2
  else
    echo "neither terraform nor tofu is in PATH; install Terraform or OpenTofu 1.10 or newer, or name it in TERRAFORM_BINARY_NAME" >&2
  fi
  return 1
)

#!/bin/sh
# Writes the built provider's schema to packages/provider-libvirt/schema.json,
# from which the bindings are generated. With --check: fails when it is stale.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
committed=$root/packages/provider-libvirt/schema.json
source=terraform.local/quantum-kvm/libvirt

check=false
case ${1-} in
  '') ;;
  --check) check=true ;;
  *)
    echo "usage: export-schema.sh [--check]" >&2
    exit 2
    ;;
esac

. "$root/scripts/terraform-binary.sh"
terraform=$(terraform_binary)

version=$(cd "$root" && node -p 'require("./package.json").version')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/main.tf.json" <<END
{"terraform": {"required_providers": {"libvirt": {"source": "$source", "version": "$version"}}},
 "provider": {"libvirt": {}}}
END

platform=$(go env GOOS)_$(go env GOARCH)
program=$root/dist/provider/$platform/terraform-provider-quantum-kvm
[ -x "$program" ] || {
  echo "export-schema: $program is missing; run scripts/build-provider.sh first" >&2
  exit 1
}
mirror=$scratch/terraform.d/plugins/$source/$version/$platform
mkdir -p "$mirror"
ln -s "$program" "$mirror/terraform-provider-libvirt_v$version"

cd "$scratch"
# No setting of the user's may lead to another provider than the installed one.
export TF_CLI_CONFIG_FILE=/dev/null
"$terraform" init -input=false >"$scratch/init.log" 2>&1 || {
  cat "$scratch/init.log" >&2
  exit 1
}
"$terraform" providers schema -json >"$scratch/schema.json"

node - "$scratch/schema.json" >"$scratch/facts.json" <<'END'
const { readFileSync } = require('node:fs');
const DROPPED = new Set(['description', 'description_kind']);

// "description" may also be the name of an attribute: then its value has a type.
const isFact = ([key, value]) => !DROPPED.has(key) || typeof value === 'object';

const factsOf = (value) => {
  if (Array.isArray(value)) return value.map(factsOf);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(isFact).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, factsOf(inner)]));
};

const { provider_schemas: schemas } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const [name] = Object.keys(schemas).filter((source) => source.endsWith('/quantum-kvm/libvirt'));
const { provider, resource_schemas, data_source_schemas = {} } = schemas[name];
const facts = { provider, resource_schemas, data_source_schemas };
const document = { format_version: '0.2', provider_schemas: { [name]: factsOf(facts) } };
process.stdout.write(JSON.stringify(document, null, 2) + '\n');
END

if $check; then
  cmp -s "$scratch/facts.json" "$committed" || {
    echo "export-schema: packages/provider-libvirt/schema.json is not the built provider's schema; run scripts/export-schema.sh and commit it" >&2
    exit 1
  }
else
  cp "$scratch/facts.json" "$committed"
fi

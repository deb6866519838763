#!/usr/bin/env bash
# build.sh FOLDER [TERRAFORM TERRAFORM-LICENCE NODE-LICENCE]: builds the commit that is checked out, in FOLDER; the
# results are in FOLDER/out. Nothing of this machine is in them: a copy of the commit is built, among a few variables.
set -euo pipefail
umask 022
cd "$(dirname "$0")/../.."

mkdir -p "$1/source" "$1/home" "$1/app" "$1/out"
FOLDER=$(realpath "$1")
readonly FOLDER SCRIPTS=$PWD/scripts/release TERRAFORM=${2-} TERRAFORM_LICENCE=${3-} NODE_LICENCE=${4-}
readonly SOURCE=$FOLDER/source APP=$FOLDER/app OUT=$FOLDER/out
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

# surroundings: how this machine gets packages and modules, and where it keeps them; no other variable is passed on.
surroundings() {
  local name
  printf '%s\n' "PATH=$PATH" "HOME=$FOLDER/home" LC_ALL=C TZ=UTC "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH" \
    "npm_config_userconfig=$(npm config get userconfig)" "npm_config_cache=$(npm config get cache)" \
    npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
  for name in GOPATH GOCACHE GOMODCACHE GOPROXY GOSUMDB GONOSUMDB GOPRIVATE GOTOOLCHAIN; do
    printf '%s=%s\n' "$name" "$(go env "$name")"
  done
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR npm_config_registry; do
    [ -z "${!name-}" ] || printf '%s=%s\n' "$name" "${!name}"
  done
}
mapfile -t environment < <(surroundings)

# clean COMMAND…
clean() { env -i "${environment[@]}" "$@"; }

# in_folder FOLDER COMMAND…
in_folder() { (cd "$1" && shift && clean "$@"); }

git archive HEAD | tar -x -C "$SOURCE"
in_folder "$SOURCE" npm ci
in_folder "$SOURCE" npm pack --pack-destination "$OUT"
package=$(cd "$OUT" && echo quantum-kvm-*.tgz)
version=${package#quantum-kvm-}
version=${version%.tgz}

# As a site has it: the package installed, with cdktf's command line, all at the versions of our lock file.
cp "$OUT/$package" "$APP"
clean node "$SCRIPTS/app-manifest.js" "$SOURCE" "$APP" "$package"
in_folder "$APP" npm install --ignore-scripts
in_folder "$APP" npm sbom --sbom-format cyclonedx >"$FOLDER/npm.json"
clean node "$SCRIPTS/bill.js" "$FOLDER/npm.json" >"$OUT/quantum-kvm-$version-npm.cdx.json"
for platform in linux_amd64 linux_arm64; do
  in_folder "$SOURCE/provider" go tool -modfile=tools/go.mod cyclonedx-gomod bin -json -noserial -version "v$version" \
    -output "$FOLDER/$platform.json" "../dist/provider/$platform/terraform-provider-quantum-kvm"
  clean node "$SCRIPTS/bill.js" "$FOLDER/$platform.json" >"$OUT/quantum-kvm-$version-provider-${platform/_/-}.cdx.json"
done

[ -z "$TERRAFORM" ] || clean bash "$SCRIPTS/kit.sh" "$FOLDER" "$version" "$TERRAFORM" "$TERRAFORM_LICENCE" "$NODE_LICENCE"

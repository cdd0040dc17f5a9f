#!/usr/bin/env bash
# Compiles the Bicep with the locked compiler and fails on any warning. Leaves what it built in artifacts/infra:
# main.json, and main.snapshot.json with every module resolved as if deployed. Needs the .NET SDK and Linux x64 only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
built=../artifacts/infra
mkdir -p "$built"

# A bare machine may have no ICU; nothing here depends on a culture.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Nothing is deployed: the parameters only have to be there.
export MAIL_FROM=alerts@example.org MAIL_RECIPIENTS=reader@example.org
export MAIL_API_KEY=placeholder-mail-api-key ADMIN_KEY=placeholder-admin-key-of-32-characters
export SUBSCRIBE_SECRET=cGxhY2Vob2xkZXItb2YtdGhpcnR5LXR3by1yYW5kb20tYnl0ZXM=

dotnet restore Bicep.csproj --locked-mode --verbosity quiet
bicep=$(dotnet msbuild Bicep.csproj -getProperty:PkgAzure_Bicep_CommandLine_linux-x64)/tools/bicep

# The compiler exits with 0 on a warning: whatever it says is a failure.
silent() {
  local said
  if ! said=$("$bicep" "$@" 2>&1) || [ -n "$said" ]; then
    printf '%s\n' "$said" "infra: bicep $1 failed or warned; every line above must go." >&2
    exit 1
  fi
}

silent build main.bicep --outfile "$built/main.json"
silent snapshot main.bicepparam --location koreacentral --resource-group alerts \
  --tenant-id 00000000-0000-0000-0000-000000000001 --subscription-id 00000000-0000-0000-0000-000000000002
mv main.snapshot.json "$built/"

for file in *.bicep *.bicepparam app/*.bicep; do
  if ! diff -u "$file" <("$bicep" format "$file" --stdout); then
    echo "infra: $file is not formatted; apply the difference above." >&2
    exit 1
  fi
done

echo "infra: $("$bicep" --version) compiled main.bicep without a warning"

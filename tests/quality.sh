#!/bin/sh
# Prints line coverage of the red-line library, and with --mutate its mutation score, by the tests of the library alone.
# What follows --mutate goes to Stryker: --mutate '**/Windows/*.cs' looks at one folder.
# Fails below 95 % of lines or 80 % of mutants: what the tests do not notice may be wrong.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

dotnet test --project tests/IndicatorAlerts.RedLines.Tests --no-progress \
  --coverage --coverage-output-format cobertura --coverage-output "$out/coverage.xml" --results-directory "$out"

awk '
  /<package / { library = /name="IndicatorAlerts.RedLines"/ }
  library && /<class / { match($0, /filename="[^"]*"/); file = substr($0, RSTART + 10, RLENGTH - 11); keep = file !~ /\/obj\// }
  library && keep && /<line / {
    match($0, /number="[0-9]+"/); number = substr($0, RSTART, RLENGTH)
    hit = $0 !~ /hits="0"/
    key = file number; seen[key] = 1; if (hit) covered[key] = 1
  }
  END {
    for (k in seen) { lines++; hits += (k in covered); split(k, part, "number="); all[part[1]]++; missed[part[1]] += !(k in covered) }
    for (f in missed) if (missed[f]) { name = f; sub(/.*IndicatorAlerts.RedLines\//, "", name); printf "%5d of %4d lines missed  %s\n", missed[f], all[f], name }
    if (!lines) { print "no line of the library in the coverage report"; exit 1 }
    printf "line coverage %.1f %% (%d of %d lines)\n", 100 * hits / lines, hits, lines
    exit 100 * hits / lines < 95
  }' "$out/coverage.xml"

if [ "${1:-}" = --mutate ]; then
  shift
  dotnet tool restore
  cd tests/IndicatorAlerts.RedLines.Tests
  MUTATION_RUN=1 dotnet stryker --output "$out/mutation" "$@"
fi

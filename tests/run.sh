#!/bin/sh
# All tests: installs what is missing, builds and tests the presets dev, asan and tsan, and closes with
# "N passed, N failed, N skipped".
#
#     sh tests/run.sh [--quick]      --quick: the preset dev alone
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1

presets="dev asan tsan"
case "${1:-}" in
    "") ;;
    --quick) presets=dev ;;
    *) echo "usage: sh tests/run.sh [--quick]" >&2; exit 2 ;;
esac

say() { printf '\n== %s\n' "$*"; }
fail() {
    printf '\nrun.sh: %s\n0 passed, 1 failed\n' "$*"
    exit 1
}

mkdir -p .build
say "packages"
sh tests/setup/install.sh tests || fail "packages are missing"
# The tests that need the first two skip themselves, loudly, when these cannot be had.
sh tests/setup/npm.sh tests/e2e/oauth2-mock .build/second-issuer || echo "run.sh: no oauth2-mock-server: its tests will be skipped"
sh tests/setup/npm.sh tests/azure/hcl .build/hcl || echo "run.sh: no parser of Terraform's language: its test will be skipped"
sh tests/setup/npm.sh tests/browser .build/browser || fail "npm cannot bring playwright-core and axe-core"

jobs=$(nproc)
# A failure of these is counted below too.
say "lint"
rm -f .build/lint/results.xml
sh tests/lint.sh
[ -s .build/lint/results.xml ] || fail "tests/lint.sh left no results"
results=.build/lint/results.xml
for preset in $presets; do
    say "$preset: build"
    cmake --preset "$preset" >".build/$preset.configure.log" 2>&1 ||
        { cat ".build/$preset.configure.log"; fail "$preset does not configure"; }
    cmake --build --preset "$preset" -j "$jobs" >".build/$preset.build.log" 2>&1 ||
        { tail -n 100 ".build/$preset.build.log"; fail "$preset does not build (.build/$preset.build.log)"; }
    say "$preset: test"
    # A failure is counted below, not here: the other presets are still worth knowing about.
    rm -f ".build/$preset/results.xml"
    ctest --preset "$preset" -j "$jobs" --output-junit results.xml --test-output-size-passed 10000000 \
        --test-output-size-failed 10000000
    [ -s ".build/$preset/results.xml" ] || fail "$preset: ctest left no results"
    results="$results .build/$preset/results.xml"
done

say "summary"
# shellcheck disable=SC2086
python3 -B tests/setup/summary.py $results

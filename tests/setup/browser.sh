#!/bin/sh
# Installs playwright-core and axe-core (npm, test only) into a scratch folder, from the lock file beside the tests that use
# them.  The browser is Debian's: install.sh brings it.
#
#     sh tests/setup/browser.sh FOLDER
set -eu
folder=${1:?usage: browser.sh FOLDER}
source=$(cd "$(dirname "$0")/../browser" && pwd)

mkdir -p "$folder"
if cmp -s "$source/package-lock.json" "$folder/package-lock.json" && [ -e "$folder/installed" ]; then
    echo "install: playwright-core and axe-core are there"
    exit 0
fi
rm -f "$folder/installed"
cp "$source/package.json" "$source/package-lock.json" "$folder/"
echo "install: npm ci (playwright-core and axe-core, for tests)"
npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
touch "$folder/installed"

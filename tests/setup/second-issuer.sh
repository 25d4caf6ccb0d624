#!/bin/sh
# Installs oauth2-mock-server (npm, test only) into a scratch folder, from the lock file beside the program that mounts it.
#
#     sh tests/setup/second-issuer.sh FOLDER
set -eu
folder=${1:?usage: second-issuer.sh FOLDER}
source=$(cd "$(dirname "$0")/../e2e/oauth2-mock" && pwd)

mkdir -p "$folder"
if cmp -s "$source/package-lock.json" "$folder/package-lock.json" && [ -e "$folder/installed" ]; then
    echo "install: oauth2-mock-server is there"
    exit 0
fi
rm -f "$folder/installed"
cp "$source/package.json" "$source/package-lock.json" "$folder/"
echo "install: npm ci (oauth2-mock-server, for tests)"
npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
touch "$folder/installed"

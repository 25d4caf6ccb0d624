#!/bin/sh
# Installs what tests need from npm into a scratch folder, from the lock file beside the tests that use it.
#
#     sh tests/setup/npm.sh SOURCE FOLDER      SOURCE: the folder with package.json and package-lock.json
set -eu
[ $# = 2 ] || { echo "usage: npm.sh SOURCE FOLDER" >&2; exit 2; }
source=$1
folder=$2

mkdir -p "$folder"
if cmp -s "$source/package-lock.json" "$folder/package-lock.json" && [ -e "$folder/installed" ]; then
    echo "install: $folder is there"
    exit 0
fi
rm -f "$folder/installed"
cp "$source/package.json" "$source/package-lock.json" "$folder/"
echo "install: npm ci, into $folder"
npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
touch "$folder/installed"

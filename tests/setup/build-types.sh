#!/bin/sh
# Builds what is installed, without a preset, in every build type of CMake.  Takes four builds, so no test runs it.
#
#     sh tests/setup/build-types.sh [TYPE...]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
mkdir -p .build
[ $# -gt 0 ] || set -- Release RelWithDebInfo Debug MinSizeRel
for kind in "$@"; do
    folder=.build/type-$kind
    cmake -S . -B "$folder" -DCMAKE_BUILD_TYPE="$kind" -DBUILD_TESTING=OFF >"$folder.log" 2>&1 || { cat "$folder.log"; exit 1; }
    cmake --build "$folder" -j "$(nproc)" >"$folder.log" 2>&1 || { tail -n 60 "$folder.log"; exit 1; }
    DESTDIR=$root/$folder/installed cmake --install "$folder" >>"$folder.log"
    echo "$kind: built and installed, $(grep -c 'warning:' "$folder.log" || true) warnings"
done

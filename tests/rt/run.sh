#!/bin/sh
# The extension in a real Request Tracker 5, on SQLite, PostgreSQL and MariaDB: what tests/run.sh does among other things.
#
#     sh tests/rt/run.sh
set -eu
cd "$(dirname "$0")/../.."
sh tests/setup/install.sh tests
cmake --preset dev
cmake --build --preset dev --target secure_export identity-stand-in
exec ctest --preset dev -L rt

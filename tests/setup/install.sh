#!/bin/sh
# Installs the Debian 12 packages that are missing, and nothing else.
#
#     sh tests/setup/install.sh build    what building and the demo need
#     sh tests/setup/install.sh tests    that, and what the tests need on top
#     sh tests/setup/install.sh lint     what tests/lint.sh needs on top of "build"
#     sh tests/setup/install.sh fuzz     what tests/fuzz/run.sh needs on top of "build"; no other test needs it
#
# Needs root or sudo only when something is missing.
set -eu

say() { printf '%s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

build="g++ cmake ninja-build pkg-config libpoco-dev libssl-dev libjsoncpp-dev libsqlite3-dev libsimdjson-dev
       libzstd-dev libhowardhinnant-date-dev libboost1.81-dev libcppunit-dev python3 sqlite3 openssl curl ca-certificates dpkg-dev file"
# A real Request Tracker 5, with its three databases; nothing of it is started or configured.
tests="binutils request-tracker5 rt5-standalone rt5-db-sqlite rt5-db-postgresql dbconfig-no-thanks msmtp-mta
       libffi-platypus-perl starman postgresql-15 mariadb-server-core rt5-db-mysql
       chromium fonts-dejavu-core python3-jmespath debootstrap systemd-container lintian man-db"

# libFuzzer comes with clang; its runtime is a package of its own.
fuzz="clang-14 libclang-rt-14-dev"

lint="git clang-format-14 clang-tidy-14 cppcheck shellcheck libperl-critic-perl pycodestyle pyflakes3"

case "${1:-}" in
    build) wanted=$build ;;
    tests) wanted="$build $tests" ;;
    lint) wanted="$build $lint" ;;
    fuzz) wanted="$build $fuzz" ;;
    *) fail "usage: install.sh build|tests|lint|fuzz" ;;
esac

command -v dpkg-query >/dev/null || fail "this is no Debian system; install these by hand: $wanted"

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=
for package in $wanted; do
    is_installed "$package" || missing="$missing $package"
done
# Node.js is often there from elsewhere, and Debian's npm would fight with it: any that works will do.
if [ "$1" = tests ] || [ "$1" = lint ]; then
    command -v node >/dev/null || missing="$missing nodejs"
    command -v npm >/dev/null || missing="$missing npm"
fi

# Debian starts a web server that it installs, so where services run it is not brought: its test is skipped then.
if [ "$1" = tests ] && [ ! -d /run/systemd/system ] && ! command -v nginx >/dev/null && [ ! -x /usr/sbin/nginx ]; then
    missing="$missing nginx-light"
fi

if [ -z "$missing" ]; then
    say "install: every package is there"
    exit 0
fi

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    fail "missing:$missing
Become root and run: apt-get install --no-install-recommends$missing"
fi

say "install: missing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
    "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; fail "failed: $*"; }
}
say "install: apt-get update"
quietly $as_root apt-get update
say "install: apt-get install (some minutes on a bare system)"
# shellcheck disable=SC2086
quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
say "install: done"

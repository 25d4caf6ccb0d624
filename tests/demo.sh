#!/bin/sh
# From an Azure alert to a resolved incident on this machine, with nothing but loopback: installs what is missing, builds,
# starts an identity authority stand-in and the embedded host with the plugin, sends a Fired and a Resolved alert as Azure
# would, and shows what became of them.
#
#     sh tests/demo.sh [--keep]      --keep: leaves both programs running and says how to stop them
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

keep=no
case "${1:-}" in
    "") ;;
    --keep) keep=yes ;;
    *) echo "usage: sh tests/demo.sh [--keep]" >&2; exit 2 ;;
esac

say() { printf '\n== %s\n' "$*"; }
fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }

scratch=$root/.build/demo
data=$scratch/data
bin=$root/.build/release
tenant=5d2f3a66-0a4c-4a6e-9b7d-6f3f2b1c0d01
audience=api://3c9e7c52-7a0b-4a5c-8e0a-2f6c1d4b9e02

identity_pid=
host_pid=
stop() {
    for pid in $host_pid $identity_pid; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $host_pid $identity_pid; do
        wait "$pid" 2>/dev/null || true
    done
    host_pid=
    identity_pid=
}
trap stop EXIT  # the status is kept
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Polls for at most half a minute: what is waited for takes milliseconds.
wait_for() {
    what=$1
    shift
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 150 ] || { tail -n 20 "$scratch"/*.log >&2; fail "waited in vain for $what"; }
        for pid in $host_pid $identity_pid; do
            kill -0 "$pid" 2>/dev/null || { tail -n 20 "$scratch"/*.log >&2; fail "a program ended before $what"; }
        done
        sleep 0.2
    done
}

say "1. Install what is missing"
sh tests/setup/install.sh build

say "2. Build (some minutes the first time)"
mkdir -p "$scratch" 2>/dev/null || true
[ -w "$scratch" ] || fail "cannot write to $scratch: does it belong to somebody else?"
build() { "$@" >"$scratch/build.out" 2>&1 || { tail -n 60 "$scratch/build.out" >&2; fail "failed: $*"; }; }
build cmake --preset release -DBUILD_TESTING=ON  # for the authority stand-in
build cmake --build --preset release -j "$(nproc)" --target secure-export secure_export identity-stand-in
host=$(find "$bin" -name secure-export -type f -perm -u+x | head -n 1)
identity=$(find "$bin" -name identity-stand-in -type f -perm -u+x | head -n 1)
if [ -z "$host" ] || [ -z "$identity" ]; then fail "the programs are not below $bin"; fi
echo "built $host"

if [ -f "$scratch/pids" ]; then
    read -r old_host old_identity <"$scratch/pids"
    for pid in "$old_host" "$old_identity"; do
        case "$(readlink "/proc/$pid/exe" 2>/dev/null || true)" in
            "$host"* | "$identity"*) fail "an earlier demo still runs; stop it first: kill $old_host $old_identity" ;;
        esac
    done
fi
rm -rf "$data" "$scratch/pids" "$scratch"/*.log
mkdir -m 700 "$data"

say "3. Start the authority stand-in (it plays Entra ID) and the embedded host with the plugin"
"$identity" >"$scratch/identity.log" 2>&1 &
identity_pid=$!
wait_for "the authority" grep -q '^listening on ' "$scratch/identity.log"
authority=$(sed -n 's/^listening on //p' "$scratch/identity.log")
echo "authority: $authority"

sed -e "s|@AUTHORITY@|$authority|" -e "s|@TENANT@|$tenant|" -e "s|@AUDIENCE@|$audience|" \
    tests/data/demo/config.json.in >"$scratch/config.json"
"$host" config import "$scratch/config.json" --data-dir "$data"
"$host" ci import tests/data/demo/configuration-items.csv --data-dir "$data"

"$host" serve --data-dir "$data" --listen 127.0.0.1:0 >"$scratch/host.log" 2>&1 &
host_pid=$!
wait_for "the host" grep -q ' listening on ' "$scratch/host.log"
url=$(sed -n 's/.* listening on //p' "$scratch/host.log")
wait_for "the host and the signing keys" sh -c "curl -sf $url/azure-monitor/health | grep -q '\"status\":\"ok\"'"
echo "host:      $url"

query() { "$host" query "$@" --data-dir "$data"; }
desk() { sqlite3 -readonly -header -column "$data/desk.sqlite" "$1"; }
send() {
    token=$(curl -sf "$authority/token" -d "{\"tenant\":\"$tenant\",\"audience\":\"$audience\"}")
    curl -s -w '  <- HTTP %{http_code}\n' "$url/azure-monitor/alerts" \
        -H "Authorization: Bearer $token" -H 'Content-Type: application/json; charset=utf-8' \
        -H 'User-Agent: IcMBroadcaster/1.0' -H 'Expect: 100-continue' --data-binary "@$1" | tee "$scratch/answer"
    grep -q 'HTTP 202' "$scratch/answer" || { tail -n 20 "$scratch/host.log" >&2; fail "the alert was not accepted"; }
}
incident_is() { [ "$(sqlite3 -readonly "$data/desk.sqlite" 'SELECT state FROM incidents')" = "$1" ]; }

say "4. Azure sends: Fired"
send tests/data/demo/fired.json
wait_for "the incident" incident_is new
echo
echo "In the mapping database (open_incidents): which incident stands for the alert, and why it was bound to this CI"
query --sql "SELECT number, status, severity, ci, ci_reason, opened_at FROM open_incidents"
echo
echo "In the desk: the incident as an on-call engineer reads it"
desk "SELECT number, state, priority, configuration_item FROM incidents"
echo
sqlite3 -readonly "$data/desk.sqlite" "SELECT title || char(10) || char(10) || description FROM incidents"

say "5. Azure sends: Resolved"
send tests/data/demo/resolved.json
wait_for "the end of the incident" incident_is resolved
echo
desk "SELECT number, state, configuration_item, resolved_at FROM incidents"

say "6. The story of this alert, as an operator can ask for it"
number=$(sqlite3 -readonly "$data/desk.sqlite" 'SELECT number FROM incidents')
query explain "$number"

say "Where to look next"
cat <<TEXT
The views of the mapping database, and one of them (from $root):
  ${host#"$root"/} query --data-dir ${data#"$root"/}
  ${host#"$root"/} query ci_bindings --data-dir ${data#"$root"/}
The desk's own register:
  sqlite3 -readonly ${data#"$root"/}/desk.sqlite 'SELECT * FROM incidents'
The connection as it was configured, and what the host wrote in its log:
  ${scratch#"$root"/}/config.json
  ${scratch#"$root"/}/host.log
How a connection to a real Azure tenant is set up: README.md
TEXT
if [ "$keep" = yes ]; then
    echo "$host_pid $identity_pid" >"$scratch/pids"
    trap - EXIT
    cat <<TEXT

Both programs go on running:
  alerts   $url/azure-monitor/alerts
  health   $url/azure-monitor/health
  token    curl -s $authority/token -d '{"tenant":"$tenant","audience":"$audience"}'
  stop     kill $host_pid $identity_pid
TEXT
else
    stop
    echo
    echo "Both programs are stopped; the databases are kept until the next demo."
fi

#!/bin/sh
# Runs in a bare Debian 12 that has booted, with no network but loopback: installs the package, uses it in each way that
# README names, upgrades and removes it.  Each step writes one line, "STEP name: status", and test_package.py reads them.
cd /probe || exit 1
export DEBIAN_FRONTEND=noninteractive
tenant=5d2f3a66-0a4c-4a6e-9b7d-6f3f2b1c0d01
audience=api://3c9e7c52-7a0b-4a5c-8e0a-2f6c1d4b9e02
url=http://127.0.0.1:8080/azure-monitor

step() {
    name=$1; shift
    echo "+ $*"
    "$@"
    echo "STEP $name: $?"
}
# Polls: what is waited for takes a second.
until_true() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; return 1; }
is_healthy() { curl -sf "$url/health" | grep -q '"status":"\(ok\|degraded\)"'; }
answers() { curl -s -o /dev/null "$url/health"; }
incident_is() { [ "$(secure-export query --sql 'SELECT status FROM incident' --format csv | tail -n 1 | tr -d '\r')" = "$1" ]; }
send() {
    token=$(curl -sf "$authority/token" -d "{\"tenant\":\"$tenant\",\"audience\":\"$audience\"}")
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/alerts" -H "Authorization: Bearer $token" \
        -H 'Content-Type: application/json; charset=utf-8' --data-binary "@$1")" = 202 ]
}
main_pid() { systemctl show -p MainPID --value secure-export; }
modes_are_private() { [ -z "$(find /var/lib/secure-export -perm /077)" ]; }
owner_is() { [ "$(stat -L -c %U "$1")" = secure-export ]; }

begin=$(date +%s)
step install apt-get install -y --no-install-recommends ./first.deb
step running until_true answers
step enabled systemctl is-enabled secure-export
step link sh -c 'secure-export admin link | grep -E "^http://127\.0\.0\.1:8444/login#[A-Za-z0-9_-]{43}$"'
step screens curl -sf -o /dev/null http://127.0.0.1:8444/login

LD_LIBRARY_PATH=/probe/libraries ./identity-stand-in >identity.log 2>&1 &
step authority until_true grep -q 'listening on' identity.log
authority=$(sed -n 's/^listening on //p' identity.log)
sed -e "s|@AUTHORITY@|$authority|" -e "s|@TENANT@|$tenant|" -e "s|@AUDIENCE@|$audience|" \
    -e 's|"kind": "local"}|&, {"name": "snow1", "kind": "servicenow", "url": "https://127.0.0.1:9", "user": "a", "auth": "basic"}|' \
    config.json.in >config.json
step import secure-export config import config.json
step cis secure-export ci import configuration-items.csv
step healthy until_true is_healthy
step fired until_true send fired.json  # Azure repeats a 503: the keys may be on their way
step opened until_true incident_is open
step resolved until_true send resolved.json
step closed until_true incident_is closed
echo "SECONDS from the package to a resolved incident: $(($(date +%s) - begin))"

step as_root secure-export query desk_states
step as_its_user runuser -u secure-export -- secure-export query desk_states
step by_systemd_run systemd-run -q --pipe --wait secure-export query desk_states
step secret_as_root sh -c 'echo "a secret" | secure-export secret set snow1 password'
step password_as_root sh -c 'echo "a long password" | secure-export admin password'
step owner owner_is /var/lib/secure-export/secret.key
step modes modes_are_private
step reload systemctl reload secure-export
before=$(main_pid)
kill -9 "$before"
restarted() { [ "$(main_pid)" != "$before" ] && answers; }
step restarted until_true restarted
step security sh -c 'systemd-analyze security --no-pager secure-export | tail -n 1'

before=$(main_pid)
step upgrade apt-get install -y ./second.deb
step upgraded until_true restarted
step kept incident_is closed
step config_kept grep -q 8444 /etc/secure-export/serve.conf

# The certificate of OPERATION.md.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=alerts.example.com \
    -addext subjectAltName=DNS:alerts.example.com -keyout privkey.pem -out fullchain.pem 2>/dev/null
step certificate install -m 640 -g secure-export fullchain.pem /etc/secure-export/cert.pem
step key install -m 640 -g secure-export privkey.pem /etc/secure-export/key.pem
sed -i -e 's/^listen = .*/listen = 0.0.0.0:8443/' -e 's/^#tls-/tls-/' /etc/secure-export/serve.conf
step tls_restart systemctl restart secure-export
tls_answers() { curl -sf -o /dev/null --cacert fullchain.pem --resolve alerts.example.com:8443:127.0.0.1 \
    https://alerts.example.com:8443/azure-monitor/health; }
step tls until_true tls_answers
step tls_reload systemctl reload secure-export
step tls_link sh -c 'secure-export admin link | grep "^http://127.0.0.1:8444/login#"'
step tls_screens curl -sf -o /dev/null http://127.0.0.1:8444/login
sed -i -e 's/^listen = .*/listen = 127.0.0.1:8080/' -e 's/^tls-/#tls-/' /etc/secure-export/serve.conf
rm /etc/secure-export/*.pem
systemctl restart secure-export

# The backup and restore of OPERATION.md, to the letter but for the folders' names.
step backup secure-export backup /var/backups/secure-export-1
systemctl stop secure-export
mkdir -m 700 /root/before-restore && mv /var/lib/secure-export/* /root/before-restore/
step restore secure-export restore /var/backups/secure-export-1
step restored systemctl start secure-export
step restored_kept incident_is closed

step remove apt-get remove -y secure-export
step stopped sh -c '! systemctl is-active secure-export'
step data_kept test -s /var/lib/secure-export/secure-export.sqlite
step again apt-get install -y ./first.deb
step again_running until_true answers
step again_kept incident_is closed
step purge apt-get purge -y secure-export
step data_gone test ! -e /var/lib/secure-export
step conf_gone test ! -e /etc/secure-export

# From source, as OPERATION.md of the embedded host says; the build's `cmake --install --prefix /usr/local` lies here.
cp -a source/. /
step source sh -c 'systemd-sysusers && systemctl daemon-reload && systemctl enable --now secure-export'
step source_running until_true answers
step source_link sh -c 'secure-export admin link | grep login'
step source_as_its_user runuser -u secure-export -- secure-export query desk_states
step source_kept test -f /usr/local/etc/secure-export/serve.conf
systemctl disable --now secure-export
(cd source && find . -type f) | sed 's/^\.//' | xargs rm
rm -rf /var/lib/secure-export
systemctl daemon-reload

# An installation from before the user was one of the system: DynamicUser=, the data below /var/lib/private.
if [ -x old/bin/secure-export ]; then
    cp -r old/bin old/lib /usr/local/
    systemctl daemon-reload
    step old_running systemctl start secure-export
    step old_private test -d /var/lib/private/secure-export
    step old_import systemd-run -q --pipe --wait -p DynamicUser=yes -p User=secure-export -p StateDirectory=secure-export \
        secure-export config import /probe/config.json
    step old_fired until_true send fired.json
    old_has_it() { [ -n "$(systemd-run -q --pipe --wait -p DynamicUser=yes -p User=secure-export -p StateDirectory=secure-export \
        secure-export query open_incidents --format csv | tail -n +2)" ]; }
    step old_opened until_true old_has_it
    systemctl stop secure-export
    rm -rf /usr/local/bin/secure-export /usr/local/lib/secure-export /usr/local/lib/systemd
    step over_old apt-get install -y ./first.deb
    step over_old_running until_true answers
    step over_old_open incident_is open
    step over_old_resolved until_true send resolved.json
    step over_old_closed until_true incident_is closed
    step over_old_owner owner_is /var/lib/secure-export/secure-export.sqlite
    step over_old_public test ! -L /var/lib/secure-export
fi

#!/bin/sh
# Runs in a bare Debian 12 that has booted, with no network but loopback: RT and the extension by package, as README says, under
# Starman and then under Apache with mod_fcgid. Each step writes one line, "STEP name: status", and test_request_tracker.py reads
# them. From that page's README lie here: rt-starman.service, 55-web.pm.
cd /probe || exit 1
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
tenant=5d2f3a66-0a4c-4a6e-9b7d-6f3f2b1c0d01
client=3c9e7c52-7a0b-4a5c-8e0a-2f6c1d4b9e02
setup=rt-secure-export-setup

step() {
    name=$1; shift
    echo "+ $*"
    "$@"
    echo "STEP $name: $?"
}
until_true() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; return 1; }
says() { word=$1; shift; "$@" >said 2>&1; cat said; grep -q -- "$word" said; }
serves() { curl -s "$url/azure-monitor/health" | grep -q '"status"'; }  # before a worker has fetched keys it is down
answers() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/azure-monitor/health")" = 200 ]; }
send() {
    token=$(curl -sf "$authority/token" -d "{\"tenant\":\"$tenant\",\"audience\":\"$2\",\"version\":$3}")
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/azure-monitor/alerts" -H "Authorization: Bearer $token" \
        -H 'Content-Type: application/json; charset=utf-8' --data-binary "@$1")" = 202 ]
}
tickets() {
    # shellcheck disable=SC2016  # the variables are Perl's
    runuser -u www-data -- perl -I/usr/share/request-tracker5/lib -MRT -e 'RT->LoadConfig; RT->Init;
        my $all = RT::Tickets->new(RT->SystemUser); $all->FromSQL("id > 0");
        print join(" ", map { $_->Status } @{$all->ItemsArrayRef})' 2>/dev/null
}
tickets_are() { [ "$(tickets)" = "$1" ]; }
another() { sed 's/\(alerts\/[0-9a-f]*\)/\12/' "$1.json" >"$1-2.json"; cmp -s "$1.json" "$1-2.json" && echo "no other alert id"; }

LD_LIBRARY_PATH=/probe/libraries ./identity-stand-in >identity.log 2>&1 &
step authority until_true grep -q 'listening on' identity.log
authority=$(sed -n 's/^listening on //p' identity.log)
another fired; another resolved

# Under Starman, on a machine without RT.
begin=$(date +%s)
step install apt-get install -y --no-install-recommends ./rt5-extension-secureexport.deb rt5-standalone rt5-db-sqlite \
    dbconfig-sqlite3 msmtp-mta starman
step check_before says "$setup --connection NAME --tenant GUID --audience api://GUID" $setup --check
step setup $setup --connection contoso --tenant $tenant --audience api://$client --audience $client --authority "$authority"
chgrp www-data /etc/request-tracker5/RT_SiteConfig.pm
chmod 640 /etc/request-tracker5/RT_SiteConfig.pm
sed 's|https://rt.example.com|http://localhost:8081|' 55-web.pm >/etc/request-tracker5/RT_SiteConfig.d/55-web.pm
cp rt-starman.service /etc/systemd/system/
step starman systemctl enable --now rt-starman
url=http://localhost:8081
step answers until_true serves
step no_worker says "no worker runs.*systemctl enable --now rt-secure-export-worker@1" $setup --check
step worker systemctl enable --now rt-secure-export-worker@1
step ready says "RT is ready" $setup --check
step checked_authorization sh -c '! grep "NOT CHECKED" said'
step fired until_true send fired.json api://$client 1
step opened until_true tickets_are new
step resolved until_true send resolved.json $client 2
step closed until_true tickets_are resolved
echo "SECONDS under Starman, from the package to a resolved ticket: $(($(date +%s) - begin))"

# Under Apache with mod_fcgid, which comes after the extension here.
begin=$(date +%s)
systemctl disable --now rt-starman
rm /etc/request-tracker5/RT_SiteConfig.d/55-web.pm
echo "Set(\$WebBaseURL, 'http://localhost'); Set(\$WebDomain, 'localhost'); 1;" >/etc/request-tracker5/RT_SiteConfig.d/55-web.pm
step apache apt-get install -y --no-install-recommends apache2 libapache2-mod-fcgid rt5-apache2 rt5-fcgi
cat >/etc/apache2/sites-available/000-default.conf <<END
<VirtualHost *:80>
    Include /etc/request-tracker5/apache2-fcgid.conf
</VirtualHost>
END
a2enmod fcgid >/dev/null
step apache_starts systemctl restart apache2
url=http://localhost/rt
step apache_answers until_true answers
step snippet_missing says "a2enconf rt-secure-export" $setup --check
step snippet a2enconf rt-secure-export
step apache_restart systemctl restart apache2
step apache_again until_true answers
step apache_ready says "RT is ready" $setup --check
step apache_checked sh -c '! grep "NOT CHECKED" said'
step apache_fired until_true send fired-2.json api://$client 1
step apache_opened until_true tickets_are 'resolved new'
step apache_resolved until_true send resolved-2.json $client 2
step apache_closed until_true tickets_are 'resolved resolved'
echo "SECONDS from Apache's installation to a resolved ticket: $(($(date +%s) - begin))"

# An upgrade, and the end.
worker() { systemctl show -p MainPID --value rt-secure-export-worker@1; }
before=$(worker)
begin=$(date +%s)
step upgrade apt-get install -y ./second.deb
step upgraded_worker sh -c "[ $before != $(worker) ] && systemctl is-active rt-secure-export-worker@1"
step upgraded_web systemctl restart apache2
step upgraded_answers until_true answers
step upgraded_ready says "RT is ready" $setup --check
echo "SECONDS of an upgrade: $(($(date +%s) - begin))"
step remove apt-get remove -y rt5-extension-secureexport
step removed_worker sh -c '! systemctl is-active rt-secure-export-worker@1'
step removed_web systemctl restart apache2
rt_answers() { [ "$(curl -s -o /dev/null -w '%{http_code}' http://localhost/rt/NoAuth/Login.html)" = 200 ]; }
step removed_rt until_true rt_answers
step kept test -d /var/lib/request-tracker5/secure-export
step purge apt-get purge -y rt5-extension-secureexport
step purged test ! -e /var/lib/request-tracker5/secure-export
step tickets_stay tickets_are 'resolved resolved'

#!/bin/sh
# In a copy of this machine: the package of the extension under Apache with mod_fcgid, from installation to purge.
#
#     request_tracker.sh PACKAGE
#
# Prints "ok WHAT" for each step that held, and "not ok WHAT" with what was seen.
set -u
package=$1
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
port=${PORT:-18080}
quietly() { "$@" > /tmp/said 2>&1 </dev/null; }
ok() { printf 'ok %s\n' "$1"; }
not_ok() { printf 'not ok %s\n' "$1"; sed 's/^/    /' /tmp/said | tail -n 40; }
holds() { what=$1; shift; if quietly "$@"; then ok "$what"; else not_ok "$what"; fi; }
says() { what=$1 word=$2; shift 2; quietly "$@"; if grep -q -- "$word" /tmp/said; then ok "$what"; else not_ok "$what"; fi; }

holds "apache and its mod_fcgid install" apt-get install -y --no-install-recommends apache2 libapache2-mod-fcgid rt5-apache2 rt5-fcgi
cat > /etc/request-tracker5/RT_SiteConfig.d/51-scratch.pm <<END
Set(\$DatabaseType, 'SQLite'); Set(\$DatabaseName, '/var/lib/request-tracker5/rt5.sqlite');
Set(\$WebDomain, 'localhost'); Set(\$WebPort, $port); Set(\$WebPath, '/rt'); Set(\$rtname, 'scratch'); Set(\$Organization, 'scratch.example');
Set(\$LogToSyslog, undef); Set(\$LogToSTDERR, 'warning'); Set(\$MailCommand, 'mbox');
1;
END
echo 'root-password' > /tmp/rootpw
holds "RT's database is made" rt-setup-database-5 --action init --dba-password x --root-password-file /tmp/rootpw
chgrp www-data /etc/request-tracker5/RT_SiteConfig.pm /etc/request-tracker5/RT_SiteConfig.d/*; chmod g+r /etc/request-tracker5/RT_SiteConfig.pm /etc/request-tracker5/RT_SiteConfig.d/*
chown -R www-data:www-data /var/lib/request-tracker5 /var/cache/request-tracker5
cat > /etc/apache2/sites-available/000-default.conf <<END
<VirtualHost *:$port>
    Include /etc/request-tracker5/apache2-fcgid.conf
    <Directory /usr/share/request-tracker5/libexec>
        Require all granted
    </Directory>
</VirtualHost>
END
echo "Listen 127.0.0.1:$port" > /etc/apache2/ports.conf
echo 'ServerName localhost' > /etc/apache2/conf-enabled/name.conf
quietly a2enmod fcgid version
# Waits for the end of its own Apache: the machine may run others.
restart() {
    own=$(cat /var/run/apache2/apache2.pid 2>/dev/null)
    apachectl -k stop >/dev/null 2>&1
    while [ -n "$own" ] && kill -0 "$own" 2>/dev/null; do sleep 0.2; done
    apachectl -k start >/tmp/said 2>&1
}
status() { curl -s -o /dev/null -w '%{http_code}' --max-time 120 "http://127.0.0.1:$port/rt$1"; }
works() { [ "$(status /NoAuth/Login.html)" = 200 ] || { tail -n 20 /var/log/apache2/error.log; false; }; }

restart
holds "RT works under Apache before" works
holds "the package installs with apt" apt-get install -y --no-install-recommends "$package"
restart
says "before the setup, the check says what to run" "rt-secure-export-setup --connection" rt-secure-export-setup --check
holds "the setup prepares RT" rt-secure-export-setup --connection contoso --tenant 6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001 \
    --audience api://0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001 --authority http://127.0.0.1:9
restart
holds "RT works with the extension" works
health() { curl -s --max-time 120 "http://127.0.0.1:$port/rt/azure-monitor/health?authorization" -D - -o /dev/null -H 'Authorization: Bearer x'; }
says "the shipped Apache file hands on Authorization" "Secure-Export-Authorization: present" health
says "without a worker the check says so" "no worker runs" rt-secure-export-setup --check
quietly a2disconf rt-secure-export; restart
says "without the Apache file the header does not arrive" "Secure-Export-Authorization: absent" health
says "and the check says so, with the remedy" "a2enconf rt-secure-export" rt-secure-export-setup --check
quietly a2enconf rt-secure-export; restart
runuser -u www-data -- /usr/sbin/rt-secure-export-worker --once >/tmp/said 2>&1
holds "with the remedies done, RT is ready" rt-secure-export-setup --check
holds "the package is removed" apt-get remove -y rt5-extension-secureexport
restart
holds "RT works after the removal" works
holds "the data are kept" test -d /var/lib/request-tracker5/secure-export
holds "no broken Apache file is left enabled" sh -c '! test -L /etc/apache2/conf-enabled/rt-secure-export.conf'
holds "it installs again" apt-get install -y --no-install-recommends "$package"
restart
holds "RT works again" works
holds "the package is purged" apt-get purge -y rt5-extension-secureexport
restart
holds "RT works after the purge" works
holds "the data are gone" sh -c '! test -e /var/lib/request-tracker5/secure-export'
holds "nothing of the package is left in /etc" sh -c '! ls /etc/apache2/conf-*/rt-secure-export.conf /etc/request-tracker5/RT_SiteConfig.d/60-secure-export.pm 2>/dev/null'
apachectl -k stop >/dev/null 2>&1

#include "adapters/hosts/standalone/cli/help.h"

#include <algorithm>
#include <string_view>

#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/cli/filled.h"
#include "adapters/hosts/standalone/cli/plugin_limits.h"

namespace secure_export::host {
namespace {

const char shared_part[] = R"(
For every subcommand:
  --data-dir DIR     directory of the database and its key
                     (else SECURE_EXPORT_DATA_DIR, else /var/lib/secure-export)
  --plugins DIR      directory of the plugin and its manifest
                     (else SECURE_EXPORT_PLUGINS, else relative to this program)
  --log-level LEVEL  error, warning, info or debug: lines of this level and above go to stderr
)";

std::string limits_part() {
    const auto text = [](auto number) { return std::to_string(number); };
    return "\nLimits of every connection to the public endpoints:\n"
           "  header             " +
           text(max_header_bytes >> 10) + " KiB, " + text(max_header_fields) +
           " fields (431)\n"
           "  body               " +
           text(max_body_bytes >> 20) + " MiB (413); received bytes share " + text(large_body_budget_bytes >> 20) +
           " MiB of memory; beyond that\n"
           "                     the oldest incomplete request of the network that uses most gets 503\n"
           "  whole request      " +
           text(request_deadline.count()) +
           " s from its first byte, TLS handshake included (408)\n"
           "  idle connection    " +
           text(keep_alive_idle.count()) +
           " s\n"
           "  connections        " +
           text(max_connections) +
           "; beyond that, one of the network that has most is closed:\n"
           "                     the longest idle, else the oldest incomplete one (503)\n"
           "  waiting requests   " +
           text(max_queued_requests) + " and " + text(max_queued_bytes >> 20) +
           " MiB; beyond that 503 with Retry-After: " + text(retry_after_seconds) + "\nOn the admin listener: bodies " +
           text(max_admin_body_bytes >> 20) + " MiB once signed in, before that " + text(max_sign_in_body_bytes >> 10) +
           " KiB; " + text(max_admin_connections) + " connections\n";
}

const char serve_part[] = R"(usage: secure-export serve --listen HOST:PORT [options]

Serves the plugin's public endpoints, and the admin screens on a separate address, and
processes the alerts received.  Stops on SIGTERM or SIGINT after the requests that have begun
are answered; SIGHUP reloads the certificate.

  --listen HOST:PORT  such as 127.0.0.1:8080, [::1]:8080, 0.0.0.0:8443; port 0 takes a free
                      one and the log names it; may be given several times
  --tls-cert FILE     the server's certificate and the intermediate ones, PEM
  --tls-key FILE      its key, PEM, not encrypted, not readable by all users
  --behind-proxy      allow plain http on addresses that are not loopback, because only a
                      proxy that ends TLS can reach them
  --trusted-proxy ADDRESS
                      a proxy whose X-Forwarded-For (or Forwarded) names the sender: an address
                      or a network such as 10.0.0.0/8; may be given several times.
                      Without it both headers are ignored
  --admin-listen HOST:PORT
                      where administrators sign in (127.0.0.1:8444); may be given several
                      times; off for none.  Plain http on loopback only; with any other
                      address the same certificate is served on all of them
  --admin-tls         serve that certificate on loopback, too
  --admin-name HOST[:PORT]
                      a further name under which browsers reach the admin screens, besides those
                      in the certificate, and localhost on loopback; may be given several times
  --config FILE       a file with these options, one per line: listen = 0.0.0.0:8443;
                      behind-proxy = yes
  --workers N         threads that process alerts, 1 to 64 (8)
)";

const char config_part[] = R"(usage: secure-export config import FILE
       secure-export config check FILE
       secure-export config export
       secure-export config history
       secure-export config undo VERSION

Connections, desks and rules as one JSON document.  The keys of a route say which alerts it
is for, and when an incident is opened, what shares it and when it is closed ("hold": "5m",
"group_by": "ci", "maintenance": [...]).  import replaces the settings with FILE,
all or nothing, and every process uses them from its next request on; check only validates
FILE.  Both test the desks that are new or changed and print the results: a desk that fails
its test does not prevent the import, and the exit code stays 0 (`desk test NAME` ends with 1).
export
prints the settings in force, without secrets; history lists who changed what and when; undo
restores the settings before VERSION, which must be the latest.  FILE may be - for stdin.
)";

const char query_part[] = R"(usage: secure-export query
       secure-export query VIEW [--where SQL] [--since TIME] [--until TIME]
                                [--limit N] [--format F] [--wide]
       secure-export query --sql "SELECT ..." [--limit N] [--format F] [--wide]
       secure-export query explain ALERT_OR_INCIDENT
       secure-export query body DELIVERY

Reads the mapping database.  Without anything: lists the views.

  --where SQL    a condition on the view's columns
  --since TIME   rows from this time on: 30m, 2h, 3d (ago), today, yesterday,
                 2026-11-26, or 2026-11-26T18:30Z; all in UTC
  --until TIME   rows before this time
  --limit N      maximum number of rows, 1 to @ROWS@ (1000)
  --format F     table (default), csv or json
  --wide         all columns, nothing cut

A table shows a view's usual columns and is cut to the terminal's width (or
COLUMNS), except its last column; a single row that does not fit is shown with
one line per column.  csv and json have all columns, uncut.

explain prints the history of one alert, in order: what was received, who sent it, which
checks it passed, the configuration item and why, the calls to the desk and their results.

body prints the body of a delivery as it came; the table delivery has it compressed.
)";

const char ci_part[] = R"(usage: secure-export ci import FILE.csv [--desk NAME]

Adds or updates configuration items of the embedded register (default: the desk named
"local").  Columns: name, resource_id, class, external_id.  FILE may be - for stdin.
)";

const char parked_part[] = R"(usage: secure-export parked [--wide]
       secure-export parked retry ID
       secure-export parked retry --all
       secure-export parked drop ID --reason TEXT [--without-looking]

Lists the deliveries that could not be processed, and why.  retry sends one to the desk again;
drop gives it up for good and records the reason.  drop first checks whether the desk has an
incident of it all the same, and if so keeps that in the mapping.  retry --all leaves out
deliveries that need a decision of their own: a Resolved whose body names another alert than
its id does.
)";

const char alert_part[] = R"(usage: secure-export alert forget ALERT

Clears the times at which an alert fired and resolved, so that its next message counts as new:
for an alert whose messages are ignored because of a wrong time.  ALERT is its id, its key, an
incident's number or a delivery.  An open incident stays linked to the alert.
)";

const char desk_part[] = R"(usage: secure-export desk test NAME
       secure-export desk kinds

test signs in to the desk and checks everything that an alert needs, without changing anything
there; it prints what is missing and what to do.  kinds lists the kinds of desk with all their
settings.
)";

const char dry_run_part[] = R"(usage: secure-export dry-run --connection NAME FILE
       secure-export dry-run --connection NAME --delivery ID

Shows what would be done about an alert: a file with the body as Azure sends it (- for stdin),
or a stored delivery.  Prints its key, route and desk, the configuration item and why, and
every field that the desk would get.  Nothing is written; the only call to the desk is the
look-up of the configuration item.
)";

const char replay_part[] = R"(usage: secure-export replay --since TIME [--settings FILE] [--connection NAME]
                            [--limit N] [--list N] [--format F]

Plays the stored alerts since TIME through the settings in force, or those of FILE (- for
stdin), as if each were processed when it arrived.  Sends nothing and saves nothing.  Prints,
by day and route, what would have been opened, grouped, held and resolved; then the alerts
whose fate differs from what happened, before -> after, and, with FILE, the open incidents
that it would treat differently.  By unchanged settings it is what happened, except where
work was late because a desk was away, or people or operators stepped in; it says so.

  --since TIME       30m, 2h, 30d (ago), today, yesterday, 2026-11-26, or 2026-11-26T18:30Z
  --settings FILE    a settings document, as `config export` prints it
  --connection NAME  only this connection
  --limit N          deliveries at most, the oldest first, 1 to @REPLAYED@ (200000)
  --list N           differing alerts that are listed, 1 to @LISTED@ (200)
  --format F         table (default), json, or csv (the counts by day and route)

On a terminal, lines on stderr say how far it is.
)";

const char secret_part[] = R"(usage: secure-export secret set DESK FIELD
       secure-export secret list
       secure-export secret remove DESK FIELD
       secure-export secret rotate-key

The credentials of desks: passwords, client secrets, tokens.  set reads the secret from
standard input to its end, without one final newline (from a terminal: one line, which is not
shown); it is used at once.  No command shows it again.

Secrets are stored encrypted in the database, with the key in DIR/secret.key (mode 0600): back
up both, and keep the copies apart.  rotate-key makes a new key and encrypts everything again;
the service may be running.  Nothing starts while other users can read the key file.
)";

const char admin_part[] = R"(usage: secure-export admin password
       secure-export admin link [--url URL]

Access to the admin screens.  password sets the administrator's password, at least 12
characters, from standard input without one final newline (from a terminal: asked for twice,
and not shown); all sessions end.  link prints a one-time link, valid for 24 hours, with which
the password can be set in a browser; any earlier link becomes invalid.  Neither needs a
restart.

  --url URL          the URL of the admin screens (else the one that the service has
                     stored)

DIR/admin.password stores the password's scrypt hash, DIR/admin.link the SHA-256 of the link's
code, both with mode 0600.  All administrators share the account; the name that they enter when
they sign in is recorded with their changes, and is not verified.
)";

const char backup_part[] = R"(usage: secure-export backup DIR [--without-key]
       secure-export restore DIR

backup copies to DIR, which must be new or empty, what another machine needs: both databases,
each in a consistent state, the key of the secrets, the administrator's password, and
SHA256SUMS.  The service may be running.  restore checks the checksums and copies the files to
the data directory; it replaces nothing, so stop the service and move existing files away.

  --without-key      leave out secret.key, to keep it apart from the databases
)";

const char general[] = R"(usage: secure-export SUBCOMMAND [options]

Receives alerts from Azure Monitor's Secure Webhook and opens and resolves incidents for them.

  serve     serve the endpoint and process the alerts received
  admin     set the password for the admin screens
  config    import, check or export connections and desks; history, undo
  query     read the mapping database; explain the history of an alert
  ci        import configuration items
  parked    list, retry or drop deliveries that could not be processed
  alert     forget the times recorded for an alert
  desk      test a desk, list the kinds of desk
  dry-run   show what would be done about an alert
  replay    show what other settings would have made of the stored alerts
  secret    set, list or remove the credentials of desks; rotate the key
  backup    copy the databases and the key; the service may be running
  restore   copy a backup to an empty data directory
  help      help SUBCOMMAND shows details

  --help, --version
)";

}  // namespace

namespace {

std::string with(std::string text, std::string_view place, unsigned number) {
    return text.replace(text.find(place), place.size(), std::to_string(number));
}

std::string query_help() { return with(query_part, "@ROWS@", max_rows); }
std::string replay_help() { return with(with(replay_part, "@REPLAYED@", max_replayed), "@LISTED@", max_replay_rows); }

}  // namespace

std::string general_help() { return filled(std::string(general) + shared_part); }

namespace {

std::string text_on(const std::string& subcommand) {
    if (subcommand == "serve") return std::string(serve_part) + shared_part + limits_part();
    if (subcommand == "admin") return std::string(admin_part) + shared_part;
    if (subcommand == "config") return std::string(config_part) + shared_part;
    if (subcommand == "query") return query_help() + shared_part;
    if (subcommand == "ci") return std::string(ci_part) + shared_part;
    if (subcommand == "alert") return std::string(alert_part) + shared_part;
    if (subcommand == "parked") return std::string(parked_part) + shared_part;
    if (subcommand == "desk") return std::string(desk_part) + shared_part;
    if (subcommand == "dry-run") return std::string(dry_run_part) + shared_part;
    if (subcommand == "replay") return replay_help() + shared_part;
    if (subcommand == "secret") return std::string(secret_part) + shared_part;
    if (subcommand == "backup" || subcommand == "restore") return std::string(backup_part) + shared_part;
    return {};
}

}  // namespace

std::string help_on(const std::string& subcommand) {
    return subcommand == "help" ? general_help() : filled(text_on(subcommand));
}

}  // namespace secure_export::host

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
  --data-dir DIR     where the database and its key lie
                     (else SECURE_EXPORT_DATA_DIR, else /var/lib/secure-export)
  --plugins DIR      where the plugin and its manifest lie
                     (else SECURE_EXPORT_PLUGINS, else found from where this program lies)
  --log-level LEVEL  error, warning, info or debug: what goes to stderr
)";

std::string limits_part() {
    const auto text = [](auto number) { return std::to_string(number); };
    return "\nLimits, for every connection that a stranger may open:\n"
           "  header             " +
           text(max_header_bytes >> 10) + " KiB, " + text(max_header_fields) +
           " fields (431)\n"
           "  body               " +
           text(max_body_bytes >> 20) + " MiB (413); what has arrived shares " + text(large_body_budget_bytes >> 20) +
           " MiB of memory; beyond that\n"
           "                     the oldest incomplete of the network that holds most gets 503\n"
           "  whole request      " +
           text(request_deadline.count()) +
           " s from its first byte, TLS handshake included (408)\n"
           "  idle connection    " +
           text(keep_alive_idle.count()) +
           " s\n"
           "  connections        " +
           text(max_connections) +
           "; beyond that one of the network that has most is closed:\n"
           "                     its longest idle, else its oldest incomplete (503)\n"
           "  waiting requests   " +
           text(max_queued_requests) + " and " + text(max_queued_bytes >> 20) +
           " MiB; beyond that 503 with Retry-After: " + text(retry_after_seconds) + "\nOn the admin listener: bodies " +
           text(max_admin_body_bytes >> 20) + " MiB once signed in, before that " + text(max_sign_in_body_bytes >> 10) +
           " KiB; " + text(max_admin_connections) + " connections\n";
}

const char serve_part[] = R"(usage: secure-export serve --listen HOST:PORT [options]

Serves the plugin's public endpoints, and the admin screens on an address of their own, and
works on what came in.  Stops on SIGTERM or SIGINT once the requests that have begun are
answered; SIGHUP reloads the certificate.

  --listen HOST:PORT  such as 127.0.0.1:8080, [::1]:8080, 0.0.0.0:8443; port 0 takes a free
                      one and the log names it; may be given several times
  --tls-cert FILE     the server's certificate and the intermediate ones, PEM
  --tls-key FILE      its key, PEM, not encrypted, not readable by every user
  --behind-proxy      allow plain http on addresses that are not loopback, because only a
                      proxy that ends TLS can reach them
  --trusted-proxy ADDRESS
                      a proxy whose X-Forwarded-For (or Forwarded) says who the sender is, as an
                      address or a network such as 10.0.0.0/8; may be given several times.
                      Without it both headers are ignored
  --admin-listen HOST:PORT
                      where administrators sign in (127.0.0.1:8444); may be given several
                      times; off for none.  Plain http on loopback only; with any other
                      address the same certificate is served on all of them
  --admin-tls         serve that certificate on loopback, too
  --admin-name HOST[:PORT]
                      a name more under which browsers reach the admin screens, beside those in
                      the certificate, and localhost on loopback; may be given several times
  --config FILE       more of these options, one a line: listen = 0.0.0.0:8443;
                      behind-proxy = yes
  --workers N         threads that work on what came in, 1 to 64 (8)
)";

const char config_part[] = R"(usage: secure-export config import FILE
       secure-export config check FILE
       secure-export config export
       secure-export config history
       secure-export config undo VERSION

Connections, desks and rules as one JSON document.  import replaces the settings with FILE,
all or nothing, and every process sees them at its next request; check only says whether
import would; both test the desks that are new or changed and tell what they found: a desk
that fails its test stops no import, and the exit code stays 0 (`desk test NAME` ends with 1).
export
prints what is in force, without secrets; history tells who changed what and when; undo saves
what was in force before VERSION, which must be the last.  FILE may be - for stdin.
)";

const char query_part[] = R"(usage: secure-export query
       secure-export query VIEW [--where SQL] [--since TIME] [--until TIME]
                                [--limit N] [--format F] [--wide]
       secure-export query --sql "SELECT ..." [--limit N] [--format F] [--wide]
       secure-export query explain ALERT_OR_INCIDENT

Reads the mapping database.  Without anything: lists the views.

  --where SQL    a condition on the view's columns
  --since TIME   rows from then on: 30m, 2h, 3d (so long ago), today, yesterday,
                 2026-11-26, or 2026-11-26T18:30Z; all in UTC
  --until TIME   rows from before then
  --limit N      at most so many rows, 1 to @ROWS@ (1000)
  --format F     table (default), csv or json
  --wide         all columns, nothing cut

A table shows a view's usual columns and is cut to the terminal's width (or that
of COLUMNS), but for its last column; one row that does not fit is shown with a
line for each column.  csv and json have all columns, uncut.

explain tells the story of one alert, in order: what came, who sent it, which checks it
passed, what it was bound to and why, what the desk was told and what it said.
)";

const char ci_part[] = R"(usage: secure-export ci import FILE.csv [--desk NAME]

Adds or updates configuration items of a desk that keeps its own register (default: the
desk named "local").  Columns: name, resource_id, class, external_id.  FILE may be - for
stdin.
)";

const char parked_part[] = R"(usage: secure-export parked [--wide]
       secure-export parked retry ID
       secure-export parked retry --all
       secure-export parked drop ID --reason TEXT [--without-looking]

What could not be delivered, and why.  retry gives it to the desk again; drop sets it aside
for good and keeps the reason.  drop first looks whether the desk has an incident of it all
the same, and keeps that in the mapping.  retry --all leaves what needs a decision of its
own: a Resolved that tells of another alert than its id.
)";

const char alert_part[] = R"(usage: secure-export alert forget ALERT

Forgets when an alert fired and resolved, so that its next news counts as new: for an alert
that a wrong time has silenced.  ALERT is its id, its key, an incident's number or a
delivery.  An incident that is open stays with it.
)";

const char desk_part[] = R"(usage: secure-export desk test NAME
       secure-export desk kinds

test signs in to the desk and asks it what an alert would need, changing nothing there, and
says what is missing and what to do.  kinds lists the kinds of desk with all their settings.
)";

const char dry_run_part[] = R"(usage: secure-export dry-run --connection NAME FILE
       secure-export dry-run --connection NAME --delivery ID

Says what would be done about an alert, which is a file with the body as Azure sends it (- for
stdin) or a delivery that was stored: its key, route and desk, the configuration item and why,
and every field as the desk would get it.  Nothing is written; the desk is asked for the
configuration item only.
)";

const char secret_part[] = R"(usage: secure-export secret set DESK FIELD
       secure-export secret list
       secure-export secret remove DESK FIELD
       secure-export secret rotate-key

What desks sign in with: passwords, client secrets, tokens.  set reads the secret from
standard input to its end, less one newline (from a terminal: one line, which is not shown);
it is in force at once.  No command shows it again.

Secrets are kept encrypted in the database, under the key in DIR/secret.key (mode 0600): back
both up, and keep the copies apart.  rotate-key makes a new key and encrypts everything anew;
it may run beside the service.  Nothing starts while others can read the key file.
)";

const char admin_part[] = R"(usage: secure-export admin password
       secure-export admin link [--url URL]

Who may use the admin screens.  password sets the administrator's password, at least 12
characters, from standard input less one newline (from a terminal: asked for twice, and not
shown); whoever is signed in is signed out.  link prints a one-time link, valid for 24 hours,
that lets its bearer set the password in a browser; the one before it is void.  Neither needs
a restart.

  --url URL          where browsers reach the admin screens (else where the service last
                     said that they are)

The password is kept as its scrypt in DIR/admin.password, of the link the SHA-256 of its code
in DIR/admin.link, both mode 0600.  All administrators share the account; the name that they
give when they sign in is recorded with what they change, and nobody checks it.
)";

const char backup_part[] = R"(usage: secure-export backup DIR [--without-key]
       secure-export restore DIR

backup copies into DIR, which must be new or empty, what another machine needs: both
databases, each as of one moment, the key of the secrets, the administrator's password, and
SHA256SUMS.  The service may run.  restore puts them into the data directory once every
checksum is right; it replaces nothing, so stop the service and move what is there away.

  --without-key      leave secret.key out, to keep it apart from the databases
)";

const char general[] = R"(usage: secure-export SUBCOMMAND [options]

Takes alerts from Azure Monitor's Secure Webhook and keeps incidents in step with them.

  serve     serve the endpoint and work on what comes in
  admin     set the password for the admin screens
  config    import, check or export connections and desks; history, undo
  query     read the mapping database; explain what became of an alert
  ci        import configuration items
  parked    see, retry or drop what could not be delivered
  alert     forget what is known of an alert
  desk      test a desk, list the kinds of desk
  dry-run   say what would be done about an alert
  secret    set, list or remove what desks sign in with; rotate the key
  backup    copy the databases and the key, beside a running service
  restore   put such a copy into an empty data directory
  help      help SUBCOMMAND says more

  --help, --version
)";

}  // namespace

namespace {

std::string query_help() {
    std::string text = query_part;
    const std::string_view place = "@ROWS@";
    return text.replace(text.find(place), place.size(), std::to_string(max_rows));
}

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
    if (subcommand == "secret") return std::string(secret_part) + shared_part;
    if (subcommand == "backup" || subcommand == "restore") return std::string(backup_part) + shared_part;
    return {};
}

}  // namespace

std::string help_on(const std::string& subcommand) {
    return subcommand == "help" ? general_help() : filled(text_on(subcommand));
}

}  // namespace secure_export::host

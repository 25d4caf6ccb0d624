#include "help.h"

#include "limits.h"

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
           text(max_body_bytes >> 20) + " MiB (413); bodies above " + text(small_body_bytes >> 10) + " KiB share " +
           text(large_body_budget_bytes >> 20) +
           " MiB of memory (503)\n"
           "  whole request      " +
           text(request_deadline.count()) +
           " s from its first byte, TLS handshake included (408)\n"
           "  idle connection    " +
           text(keep_alive_idle.count()) +
           " s\n"
           "  connections        " +
           text(max_connections) +
           "; beyond that the longest idle is closed, without one the newest gets 503\n"
           "  waiting requests   " +
           text(max_queued_requests) + " and " + text(max_queued_bytes >> 20) +
           " MiB; beyond that 503 with Retry-After: " + text(retry_after_seconds) + "\n";
}

const char serve_part[] = R"(usage: secure-export serve --listen HOST:PORT [options]

Serves the plugin's public endpoints, and works on what came in.  Stops on SIGTERM or
SIGINT once the requests that have begun are answered; SIGHUP reloads the certificate.

  --listen HOST:PORT  such as 127.0.0.1:8080, [::1]:8080, 0.0.0.0:8443; port 0 takes a free
                      one and the log names it; may be given several times
  --tls-cert FILE     the server's certificate and the intermediate ones, PEM
  --tls-key FILE      its key, PEM, not encrypted, not readable by every user
  --behind-proxy      allow plain http on addresses that are not loopback, because only a
                      proxy that ends TLS can reach them
  --workers N         threads that work on what came in, 1 to 64 (4)
)";

const char config_part[] = R"(usage: secure-export config import FILE
       secure-export config check FILE
       secure-export config export

Connections, desks and rules as one JSON document.  import replaces the settings with FILE,
all or nothing, and every process sees them at its next request; check only says whether
import would; export prints what is in force, without secrets.  FILE may be - for stdin.
)";

const char query_part[] = R"(usage: secure-export query
       secure-export query VIEW [--where SQL] [--since TIME] [--limit N] [--format F]
       secure-export query --sql "SELECT ..." [--limit N] [--format F]
       secure-export query explain ALERT_OR_INCIDENT

Reads the mapping database.  Without anything: lists the views.

  --where SQL    a condition on the view's columns
  --since TIME   rows from then on, such as 2026-01-31 or 2026-01-31T12:00:00Z
  --limit N      at most so many rows
  --format F     table (default), csv or json

explain tells the story of one alert, in order: what came, who sent it, which checks it
passed, what it was bound to and why, what the desk was told and what it said.
)";

const char ci_part[] = R"(usage: secure-export ci import FILE.csv [--desk NAME]

Adds or updates configuration items of a desk that keeps its own register (default: the
desk named "local").  Columns: name, resource_id, class, external id.  FILE may be - for
stdin.
)";

const char parked_part[] = R"(usage: secure-export parked
       secure-export parked retry ID
       secure-export parked retry --all
       secure-export parked drop ID --reason TEXT

What could not be delivered, and why.  retry gives it to the desk again; drop sets it aside
for good and keeps the reason.
)";

const char desk_part[] = R"(usage: secure-export desk test NAME

Calls the desk as an alert would, changing nothing there, and says what came of it.
)";

const char general[] = R"(usage: secure-export SUBCOMMAND [options]

Takes alerts from Azure Monitor's Secure Webhook and keeps incidents in step with them.

  serve     serve the endpoint and work on what comes in
  config    import, check or export connections and desks
  query     read the mapping database; explain what became of an alert
  ci        import configuration items
  parked    see, retry or drop what could not be delivered
  desk      test a desk
  help      help SUBCOMMAND says more

  --help, --version
)";

}  // namespace

std::string general_help() { return std::string(general) + shared_part; }

std::string help_on(const std::string& subcommand) {
    if (subcommand == "serve") return std::string(serve_part) + shared_part + limits_part();
    if (subcommand == "config") return std::string(config_part) + shared_part;
    if (subcommand == "query") return std::string(query_part) + shared_part;
    if (subcommand == "ci") return std::string(ci_part) + shared_part;
    if (subcommand == "parked") return std::string(parked_part) + shared_part;
    if (subcommand == "desk") return std::string(desk_part) + shared_part;
    if (subcommand == "help") return general_help();
    return {};
}

}  // namespace secure_export::host

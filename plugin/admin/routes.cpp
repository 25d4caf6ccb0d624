#include "admin/backup_api.h"
#include "admin/explain_api.h"
#include "admin/limits.h"
#include "admin/lists_api.h"
#include "admin/openapi.h"
#include "admin/overview_api.h"
#include "admin/replay_api.h"
#include "admin/route.h"
#include "admin/secrets_api.h"
#include "admin/settings_api.h"
#include "admin/templates_api.h"
#include "admin/views_api.h"
#include "admin/work_api.h"
#include "db/engine/in_transaction.h"
#include "db/store/inbox.h"

namespace secure_export::admin {

// Short names for a long table: in a namespace of their own.
namespace route_table {
namespace {

constexpr std::string_view json = "application/json", text = "text/plain", csv = "text/csv";

const Parameter before{"before", "only what is older: `next` of the page before", 0, INT64_MAX};
const Parameter after{"after", "only what is newer", 0, INT64_MAX};
const Parameter behind{"after", "only what comes later: `next` of the page before"};
const Parameter page_rows{"limit", "how many rows a page has", 1, max_page_rows};
const Parameter search{"q", "is searched for in the texts that the list shows"};
const Parameter of_desk{"desk", "only those of this desk"};
const Parameter rehearsal{"dry_run", "1: looks only, nothing is saved"};
const Parameter rows{"limit", "how many rows are given", 1, max_rows};
const Parameter format{"format", "table, csv or json"};
const Parameter width{"width", "of the terminal in columns, for a table", min_width, max_width};
const Parameter wide{"wide", "1: a table of all columns, nothing cut"};
const Parameter where{"where", "only rows that hold this text"};
const Parameter since{"since", "only rows from this time on: 30m, 2h, 3d, today, yesterday, 2026-11-26T18:30Z"};
const Parameter until{"until", "only rows before this time, which is told as for `since`"};

Result<std::optional<std::string>> stored_body(db::Database& database, std::int64_t delivery) {
    return db::in_reading(database, [&](db::Transaction& tx) -> Result<std::optional<std::string>> {
        return db::Inbox(tx).body(delivery);
    });
}

Response run_dry(const Means& m, const Call& c) {
    return dry_run_reply(c.request, m.ports.dry_runs,
                         [&](std::int64_t delivery) { return stored_body(m.database, delivery); });
}

using M = const Means&;
using C = const Call&;

// In the order of api.md.  If two patterns match a path, the first one answers; today no two do.
const std::vector<Route> table{
    // About this installation
    {"GET",
     "openapi.json",
     [](M, C) { return openapi_reply(); },
     lines::document,
     "This API as an OpenAPI 3 document.",
     {},
     {},
     json,
     Route::Data::not_needed},
    {"GET", "status", [](M m, C c) { return status_reply(c.request, m.database, m.ports.addresses, m.clock.now()); },
     lines::status, "Who asks, the version, and where the host serves alerts."},
    {"GET", "overview", [](M m, C) { return overview_reply(m.database, m.kinds, m.clock.now()); }, lines::document,
     "The last day by hours, what waits, and the state of keys, desks, caps and the database."},
    {"POST", "backup", [](M m, C) { return backup_reply(m.database); }, lines::backup,
     "Copies the databases, each as of one moment, into backup.new in the data directory."},
    // Settings
    {"GET", "settings", [](M m, C) { return settings_reply(m.database); }, own_format,
     "The settings document in force; ETag is its version."},
    {"PUT",
     "settings",
     [](M m, C c) {
         return save_settings(c.request, m.database, m.ports.settings, m.ports.desks, m.kinds, m.ports.zones);
     },
     lines::saved_settings,
     "Checks a settings document and saves it; If-Match names the version that it replaces.",
     {rehearsal},
     json,
     json,
     Route::Data::made},
    {"GET",
     "settings/history",
     [](M m, C c) { return history_reply(c.request, m.database); },
     lines::history,
     "Who changed the settings, when and what, the newest first.",
     {before, page_rows}},
    {"GET", "settings/history/{version}", [](M m, C c) { return version_reply(m.database, c.values[0]); },
     lines::old_settings, "One version of the settings and the one before it."},
    {"POST",
     "settings/undo",
     [](M m, C c) { return undo_settings(c.request, m.ports.settings); },
     lines::undone,
     "Saves the settings before the version in force as a new version.",
     {},
     json},
    {"GET",
     "desk-kinds",
     [](M m, C) { return desk_kinds_reply(m.kinds); },
     lines::desk_kinds,
     "The kinds of desks with their options and secrets.",
     {},
     {},
     json,
     Route::Data::not_needed},
    {"GET",
     "template-fields",
     [](M, C) { return template_fields_reply(); },
     lines::template_fields,
     "The fields that templates of incidents may name.",
     {},
     {},
     json,
     Route::Data::not_needed},
    {"GET",
     "ticket-kinds",
     [](M, C) { return ticket_kinds_reply(); },
     lines::ticket_kinds,
     "The kinds of alerts, each with the template of its incidents' description.",
     {},
     {},
     json,
     Route::Data::not_needed},
    // Secrets of desks
    {"GET",
     "secrets",
     [](M m, C c) { return secrets_reply(c.request, m.database, m.ports.secrets); },
     own_format,
     "Which secrets are kept, since when and by whom; never their values.",
     {rows, format}},
    {"PUT",
     "secrets/{desk}/{field}",
     [](M m, C c) { return set_secret(c.request, m.ports.secrets, c.values[0], c.values[1]); },
     lines::secret_set,
     "Keeps a secret of a desk, encrypted; the body is the secret as it is.",
     {},
     text,
     json,
     Route::Data::made},
    {"POST", "secrets/{desk}/{field}/remove",
     [](M m, C c) { return remove_secret(c.request, m.ports.secrets, c.values[0], c.values[1]); },
     lines::secret_removed, "Forgets a secret of a desk."},
    {"POST", "secrets/rotate-key", [](M m, C c) { return rotate_key(c.request, m.ports.secrets); }, lines::key_rotated,
     "Encrypts all secrets under a new key."},
    // Connections and desks
    {"GET", "connections/{connection}/checks",
     [](M m, C c) { return connection_checks_reply(m.database, c.values[0], m.clock.now()); }, lines::document,
     "The last accepted request of a connection, and what was refused in the last 7 days and why."},
    {"POST", "desks/{desk}/test", [](M m, C c) { return test_reply(m.ports.desks, c.values[0]); }, lines::desk_check,
     "Tests a desk without creating anything; 409 when a line is not good."},
    {"GET",
     "desks/{desk}/cis",
     [](M m, C c) { return cis_reply(c.request, m.ports.cmdb, c.values[0]); },
     lines::cis,
     "Looks a configuration item up in the desk.",
     {{"by", "name or resource_id"}, {"value", "the name or resource id that is looked for"}}},
    {"POST",
     "desks/{desk}/cis",
     [](M m, C c) { return import_reply(c.request, m.ports.cmdb, c.values[0]); },
     lines::imported,
     "Imports configuration items into a local desk.",
     {rehearsal},
     csv},
    // Alerts and their processing
    {"GET",
     "deliveries",
     [](M m, C c) { return deliveries_reply(c.request, m.database); },
     lines::document,
     "What came, the newest first, and what became of each.",
     {before,
      after,
      page_rows,
      search,
      {"connection", "only those of this connection"},
      {"state", "only those in this state: waiting, parked, done, dropped or repeat"},
      {"severity", "only those of this severity"}}},
    {"GET", "deliveries/{delivery}", [](M m, C c) { return delivery_reply(m.database, c.values[0]); }, lines::document,
     "One delivery, with who sent it and how that was checked."},
    {"GET",
     "deliveries/{delivery}/body",
     [](M m, C c) { return body_reply(m.database, c.values[0]); },
     own_format,
     "The body of a delivery as it came.",
     {},
     {},
     text},
    {"GET",
     "explain",
     [](M m, C c) { return explain_reply(c.request, m.database, m.clock); },
     lines::explanation,
     "The story of an alert, and why and until when what is left of it waits.",
     {{"of", "an alert id, an incident number or a delivery id (d17)"}}},
    {"GET",
     "parked",
     [](M m, C c) { return view_reply(c.request, m.database, "parked", m.clock.now()); },
     own_format,
     "The view `parked`: deliveries that wait for an operator.",
     {where, since, until, rows, format, width, wide}},
    {"POST", "parked/retry", [](M m, C c) { return retry_all(c.request, m.ports.parked); }, lines::retried_all,
     "Has all that is parked tried again."},
    {"POST", "parked/{delivery}/retry", [](M m, C c) { return retry_one(c.request, m.ports.parked, c.values[0]); },
     lines::retried, "Has a parked delivery tried again."},
    {"POST",
     "parked/{delivery}/drop",
     [](M m, C c) { return drop_one(c.request, m.ports.parked, c.values[0]); },
     lines::dropped,
     "Gives a parked delivery up; the body is the reason, which is kept with the alert.",
     {{"look", "no: the desk is not asked first whether it has the incident"}},
     text},
    {"POST",
     "alerts/forget",
     [](M m, C c) { return forget_order(c.request, m.ports.alerts); },
     lines::forgotten,
     "Forgets when an alert fired and resolved; the body names the alert.",
     {},
     text},
    // Incidents and bindings
    {"GET",
     "incidents",
     [](M m, C c) { return incidents_reply(c.request, m.database); },
     lines::document,
     "The incidents, the newest first.",
     {before, page_rows, search, {"status", "only those that are open or closed"}, of_desk}},
    {"GET",
     "bindings",
     [](M m, C c) { return bindings_reply(c.request, m.database); },
     lines::document,
     "Which resource is bound to which configuration item.",
     {behind, page_rows, search, of_desk}},
    {"GET",
     "unbound",
     [](M m, C c) { return unbound_reply(c.request, m.database); },
     lines::document,
     "Resources that no configuration item was found for, and why.",
     {behind, page_rows, search, of_desk}},
    {"POST",
     "bindings/pin",
     [](M m, C c) { return pin_binding(c.request, m.ports.bindings); },
     lines::pinned,
     "Binds a resource to a configuration item before every look-up.",
     {},
     json},
    {"POST",
     "bindings/unpin",
     [](M m, C c) { return unpin_binding(c.request, m.ports.bindings); },
     lines::unpinned,
     "Forgets a binding, which is looked up afresh.",
     {},
     json},
    // Rules
    {"POST",
     "dry-run",
     run_dry,
     lines::dry_run,
     "What would become of an alert, by the settings in force or others; writes nothing.",
     {},
     json},
    {"POST",
     "replay",
     [](M m, C c) { return replay_reply(c.request, m.ports.replays); },
     lines::replay,
     "What would have become of all stored alerts since a time, by the settings in force or others, and what differs "
     "from what happened; writes and sends nothing.",
     {format},
     json},
    // Queries
    {"GET",
     "views",
     [](M, C c) { return views_reply(c.request); },
     own_format,
     "The views and what each means.",
     {format},
     {},
     json,
     Route::Data::not_needed},
    {"GET",
     "views/{view}",
     [](M m, C c) { return view_reply(c.request, m.database, c.values[0], m.clock.now()); },
     own_format,
     "The rows of a view.",
     {where, since, until, rows, format, width, wide}},
    {"POST",
     "sql",
     [](M m, C c) { return sql_reply(c.request, m.database); },
     own_format,
     "The rows of one read-only statement.",
     {rows, format, width, wide},
     text},
};

}  // namespace
}  // namespace route_table

std::span<const Route> routes() { return route_table::table; }

}  // namespace secure_export::admin

#include "db/store/lists.h"

namespace secure_export::db {
namespace {

// A pattern for LIKE ... ESCAPE '\' that matches the text anywhere.
std::string anywhere(const std::string& text) {
    if (text.empty()) return "";
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

const std::string delivery_columns = R"sql(
    SELECT d.id, d.received_at, d.connection, COALESCE(NULLIF(x.rule, ''), a.rule) AS rule,
           COALESCE(NULLIF(a.resource, ''), x.resource) AS resource,
           COALESCE(NULLIF(x.severity, ''), a.severity) AS severity, d.condition, d.form,
           d.alert_key LIKE '%#test-%' AS test, x.state, x.why, x.since_at, x.attempt,
           (SELECT count(*) FROM delivery AS r WHERE r.duplicate_of = d.id) AS repeats, d.alert_id, d.alert_key,
           i.number AS incident_number, i.url AS incident_url, i.status AS incident_status, i.desk AS incident_desk)sql";
const std::string delivery_joins = R"sql(
    JOIN delivery AS d ON d.id = x.delivery
    LEFT JOIN alert AS a ON a.alert_key = x.alert_key AND a.connection = x.connection
    LEFT JOIN incident AS i ON i.id = a.incident)sql";

// Selects the rows from the narrow tables first; reads the table delivery, with its bodies, only for those.
const std::string of_picked = delivery_columns + " FROM picked JOIN inbox AS x ON x.delivery = picked.delivery" +
                              delivery_joins + " ORDER BY x.delivery DESC";

const std::string newest_deliveries = R"sql(
    WITH picked AS (
        SELECT x.delivery FROM inbox AS x
        WHERE x.delivery < $1 AND x.delivery > $2 AND $3 = '' AND ($4 = '' OR x.connection = $4)
          AND ($5 = '' OR x.state = $5) AND ($6 = '' OR x.severity = $6)
        ORDER BY x.delivery DESC LIMIT $7))sql" +
                                      of_picked;

// Fast path: search the newest deliveries first, because a full search would sort every match for one page.
const std::string lately_found_deliveries = R"sql(
    WITH recent AS MATERIALIZED (
        SELECT delivery, connection, alert_key, state, rule, severity, resource FROM inbox
        WHERE delivery < $1 AND delivery > $2 ORDER BY delivery DESC LIMIT 2000),
    picked AS (
        SELECT r.delivery FROM recent AS r
        LEFT JOIN alert AS a ON a.alert_key = r.alert_key AND a.connection = r.connection
        LEFT JOIN incident AS i ON i.id = a.incident
        WHERE (r.rule LIKE $3 ESCAPE '\' OR r.resource LIKE $3 ESCAPE '\' OR r.alert_key LIKE $3 ESCAPE '\'
               OR a.rule LIKE $3 ESCAPE '\' OR a.resource LIKE $3 ESCAPE '\' OR a.alert_id LIKE $3 ESCAPE '\'
               OR i.number LIKE $3 ESCAPE '\')
          AND ($4 = '' OR r.connection = $4) AND ($5 = '' OR r.state = $5) AND ($6 = '' OR r.severity = $6)
        ORDER BY r.delivery DESC LIMIT $7))sql" +
                                            of_picked;

const std::string found_deliveries = R"sql(
    WITH hit AS MATERIALIZED (
        SELECT alert_key, connection FROM alert
        WHERE rule LIKE $3 ESCAPE '\' OR resource LIKE $3 ESCAPE '\' OR alert_id LIKE $3 ESCAPE '\'
           OR incident IN (SELECT id FROM incident WHERE number LIKE $3 ESCAPE '\')),
    found AS (
        SELECT f.id AS delivery FROM hit
        CROSS JOIN delivery AS f
            ON f.alert_key = hit.alert_key AND f.connection = hit.connection AND f.duplicate_of IS NULL
        UNION
        SELECT delivery FROM inbox
        WHERE state IN ('waiting', 'parked')
          AND (rule LIKE $3 ESCAPE '\' OR resource LIKE $3 ESCAPE '\' OR alert_key LIKE $3 ESCAPE '\')),
    picked AS (
        SELECT x.delivery FROM found
        CROSS JOIN inbox AS x ON x.delivery = found.delivery
        WHERE x.delivery < $1 AND x.delivery > $2 AND ($4 = '' OR x.connection = $4) AND ($5 = '' OR x.state = $5)
          AND ($6 = '' OR x.severity = $6)
        ORDER BY x.delivery DESC LIMIT $7))sql" +
                                     of_picked;

// Few deliveries wait or are parked, and an index contains only these.
const std::string unfinished_deliveries = delivery_columns + " FROM inbox AS x" + delivery_joins + R"sql(
    WHERE x.state IN ('waiting', 'parked') AND x.state = $5 AND x.delivery < $1 AND x.delivery > $2
      AND ($4 = '' OR x.connection = $4) AND ($6 = '' OR x.severity = $6)
      AND ($3 = '' OR x.rule LIKE $3 ESCAPE '\' OR x.resource LIKE $3 ESCAPE '\' OR a.resource LIKE $3 ESCAPE '\'
           OR d.alert_id LIKE $3 ESCAPE '\' OR i.number LIKE $3 ESCAPE '\')
    ORDER BY x.delivery DESC LIMIT $7)sql";

const std::string one_delivery =
    delivery_columns + ", d.caller, d.peer, COALESCE(t.text, d.checks) AS checks FROM inbox AS x" + delivery_joins +
    " LEFT JOIN token_check AS t ON t.id = d.token_check WHERE x.delivery = (SELECT COALESCE(duplicate_of, id) FROM "
    "delivery WHERE id = $1)";

constexpr std::string_view newest_incidents = R"sql(
    SELECT i.id, i.number, i.url, i.title, i.status, i.desk, i.connection, i.resource, i.ci_id, i.ci_name,
           i.ci_reason, a.rule, a.severity, a.alert_id, i.created_at, i.closed_at
    FROM incident AS i LEFT JOIN alert AS a
        ON a.id = (SELECT min(m.id) FROM alert AS m WHERE m.correlation_key = i.correlation_key)
    WHERE i.id < $1 AND ($3 = '' OR i.desk = $3)
      AND ($4 = '' OR ($4 = 'closed') = (i.status = 'closed'))
      AND ($2 = '' OR i.number LIKE $2 ESCAPE '\' OR i.title LIKE $2 ESCAPE '\' OR i.resource LIKE $2 ESCAPE '\'
           OR i.ci_name LIKE $2 ESCAPE '\')
    ORDER BY i.id DESC LIMIT $5)sql";

constexpr std::string_view sorted_bindings = R"sql(
    SELECT desk, resource, ci_id, ci_name, ci_class, reason, pinned_by, bound_at FROM binding
    WHERE (desk, resource) > ($1, $2) AND ($4 = '' OR desk = $4)
      AND ($3 = '' OR resource LIKE $3 ESCAPE '\' OR ci_name LIKE $3 ESCAPE '\' OR ci_id LIKE $3 ESCAPE '\')
    ORDER BY desk, resource LIMIT $5)sql";

constexpr std::string_view sorted_unbound = R"sql(
    SELECT desk, resource, why, first_seen_at, last_seen_at, look_again_at FROM unbound
    WHERE ci_id = '' AND (desk, resource) > ($1, $2) AND ($4 = '' OR desk = $4)
      AND ($3 = '' OR resource LIKE $3 ESCAPE '\' OR why LIKE $3 ESCAPE '\')
    ORDER BY desk, resource LIMIT $5)sql";

Page resources(Transaction& tx, std::string_view sql, const ResourceFilter& filter) {
    Statement row = tx.prepare(sql);
    row.bind_all(filter.after_desk, filter.after_resource, anywhere(filter.search), filter.desk, filter.limit + 1);
    return page_of(row, filter.limit);
}

}  // namespace

Page Lists::deliveries(const DeliveryFilter& filter) {
    const auto ask = [&](std::string_view sql) {
        Statement row = tx_.prepare(sql);
        row.bind_all(filter.before, filter.after, anywhere(filter.search), filter.connection, filter.state,
                     filter.severity, filter.limit + 1);
        return page_of(row, filter.limit);
    };
    if (filter.state == "waiting" || filter.state == "parked") return ask(unfinished_deliveries);
    if (filter.search.empty()) return ask(newest_deliveries);
    Page lately = ask(lately_found_deliveries);
    return lately.more ? lately : ask(found_deliveries);
}

Page Lists::delivery(std::int64_t id) {
    Statement row = tx_.prepare(one_delivery);
    row.bind_all(id);
    return page_of(row, 1);
}

Page Lists::incidents(const IncidentFilter& filter) {
    Statement row = tx_.prepare(newest_incidents);
    row.bind_all(filter.before, anywhere(filter.search), filter.desk, filter.status, filter.limit + 1);
    return page_of(row, filter.limit);
}

Page Lists::bindings(const ResourceFilter& filter) { return resources(tx_, sorted_bindings, filter); }

Page Lists::unbound(const ResourceFilter& filter) { return resources(tx_, sorted_unbound, filter); }

}  // namespace secure_export::db

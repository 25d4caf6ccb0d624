#include "db/store/carry_over.h"

#include <limits>

#include "db/store/body_form.h"

namespace secure_export::db {
namespace {

// In the table revision: the value is position(), or `finished`.
constexpr std::int64_t finished = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::optional<std::int64_t> CarryOver::position() const {
    Statement row = tx_.prepare("SELECT value FROM revision WHERE name = 'carry_over'");
    if (!row.step()) return 0;
    const std::int64_t value = row.integer(0);
    return value == finished ? std::nullopt : std::optional(value);
}

void CarryOver::move_to(std::int64_t incident) {
    tx_.prepare(
           "INSERT INTO revision (name, value) VALUES ('carry_over', $1) "
           "ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)")
        .run_with(incident);
}

void CarryOver::finish() { move_to(finished); }

// By the index of what is not over: a mapping has many more incidents that are.
std::vector<std::int64_t> CarryOver::open_after(std::int64_t incident) const {
    Statement row = tx_.prepare(
        "SELECT id FROM incident INDEXED BY incident_one_open WHERE status <> 'closed' AND id > $1 ORDER BY id");
    row.bind_all(incident);
    std::vector<std::int64_t> all;
    while (row.step()) all.push_back(row.integer(0));
    return all;
}

std::optional<CarryOver::OpenAlert> CarryOver::alert_of(std::int64_t incident) const {
    Statement row = tx_.prepare(R"sql(
        SELECT a.id, a.connection, a.alert_key, i.number, d.body, d.body_form
        FROM incident AS i
        JOIN alert AS a ON a.incident = i.id
        JOIN delivery AS d ON d.id = (SELECT min(f.id) FROM delivery AS f
                                      WHERE f.alert_key = a.alert_key AND f.connection = a.connection
                                        AND f.condition <> 'resolved' AND f.duplicate_of IS NULL)
        WHERE i.id = $1 AND i.status <> 'closed' AND d.body IS NOT NULL
        ORDER BY a.id LIMIT 1)sql");
    if (!row.step_with(incident)) return std::nullopt;
    OpenAlert alert;
    int body_form = plain_body;
    row.into(alert.id, alert.connection, alert.alert_key, alert.number, alert.body, body_form);
    alert.body = unpacked_body(body_form, std::move(alert.body));
    return alert;
}

bool CarryOver::give_key(const OpenAlert& alert, std::string_view key) {
    Statement give = tx_.prepare(
        "UPDATE alert SET alert_key = $2 WHERE id = $1 AND alert_key = $3 AND NOT EXISTS "
        "(SELECT 1 FROM alert AS o WHERE o.alert_key = $2 AND o.connection = $4)");
    give.run_with(alert.id, key, alert.alert_key, alert.connection);
    return tx_.changes() == 1;
}

}  // namespace secure_export::db

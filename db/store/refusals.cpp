#include "db/store/refusals.h"

#include "core/text.h"
#include "core/timestamps.h"

namespace secure_export::db {
namespace {

std::string hour_of(Time at) { return iso(at).substr(0, 13) + ":00:00.000Z"; }

constexpr std::string_view count_again = R"sql(
    UPDATE refusal SET count = count + $8, last_at = $9, last_detail = $10
    WHERE hour = $1 AND status = $2 AND failed_check = $3 AND connection = $4 AND tenant = $5 AND caller = $6
      AND peer = $7)sql";

constexpr std::string_view insert_row = R"sql(
    INSERT INTO refusal (hour, status, failed_check, connection, tenant, caller, peer, count, first_at, last_at,
                         last_detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10))sql";

struct Kind {
    int status;
    std::string check, connection, tenant, caller, peer;
};

bool run(Transaction& tx, std::string_view sql, const Kind& kind, const Refusal& refusal) {
    Statement statement = tx.prepare(sql);
    statement.run_with(hour_of(refusal.at), kind.status, kind.check, kind.connection, kind.tenant, kind.caller,
                       kind.peer, refusal.count, iso(refusal.at), cut(refusal.detail, max_refusal_detail_bytes));
    return tx.changes() > 0;
}

int rows_in_hour(Transaction& tx, Time at) {
    Statement row = tx.prepare("SELECT count(*) FROM refusal WHERE hour = $1");
    row.step_with(hour_of(at));
    return static_cast<int>(row.integer(0));
}

void forget_old(Transaction& tx, Time now) {
    Statement old = tx.prepare("DELETE FROM refusal WHERE hour < $1");
    old.run_with(hour_of(now - refusals_kept));
}

}  // namespace

void Refusals::add(const Refusal& refusal) {
    const Kind kind{refusal.status,
                    cut(refusal.check, max_refusal_name_bytes),
                    cut(refusal.connection, max_refusal_name_bytes),
                    cut(refusal.tenant, max_refusal_name_bytes),
                    cut(refusal.caller, max_refusal_name_bytes),
                    cut(refusal.peer, max_refusal_name_bytes)};
    if (run(tx_, count_again, kind, refusal)) return;
    const int rows = rows_in_hour(tx_, refusal.at);
    if (rows == 0) forget_old(tx_, refusal.at);
    if (rows < max_refusal_rows_an_hour - 1) {  // the last row is for further refusals
        run(tx_, insert_row, kind, refusal);
        return;
    }
    const Kind other{0, "other", "", "", "", ""};
    if (!run(tx_, count_again, other, refusal)) run(tx_, insert_row, other, refusal);
}

}  // namespace secure_export::db

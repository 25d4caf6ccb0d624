#include "db/store/newest.h"

#include <algorithm>

#include "core/timestamps.h"

namespace secure_export::db {

// Only the last hundred deliveries: a clock that was once ahead should not matter forever.
std::optional<Time> newest(Transaction& tx) {
    std::optional<Time> latest;
    const auto take = [&](const std::optional<Time>& time) {
        if (time && (!latest || *time > *latest)) latest = time;
    };
    {
        Statement row = tx.prepare(
            "SELECT max(received_at) FROM (SELECT received_at FROM delivery ORDER BY id DESC LIMIT 100) AS last");
        if (row.step() && !row.is_null(0)) take(read_time(row.text(0)));
    }
    {
        Statement row = tx.prepare("SELECT changed_at FROM setting ORDER BY version DESC LIMIT 1");
        if (row.step()) take(read_time(row.text(0)));
    }
    Statement row = tx.prepare("SELECT max(fetched_ms) FROM key_set");
    if (row.step() && !row.is_null(0)) take(Time(Milliseconds(row.integer(0))));
    return latest;
}

}  // namespace secure_export::db

#include "db/store/work_due.h"

namespace secure_export::db {

// Claimed rows do not count: a claim moves the due time to the lease's end.
bool work_is_due(Transaction& tx, Tick since) {
    Statement row = tx.prepare(
        "SELECT 1 FROM key_set WHERE due_tick <= $1 AND lease_until_tick <= $1 UNION ALL "
        "SELECT 1 FROM inbox WHERE state = 'waiting' AND head = 1 AND due_tick <= $1 LIMIT 1");
    return row.bind(1, ms(since)).step();
}

}  // namespace secure_export::db

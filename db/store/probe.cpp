#include "db/store/probe.h"

#include "core/timestamps.h"

namespace secure_export::db {

Outcome probe(Database& database, Time now) {
    auto tx = database.write();
    if (!tx) return tx.error();
    try {
        tx->prepare("INSERT INTO probe (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at")
            .bind(1, iso(now))
            .run();
    } catch (const StorageError& problem) {
        return Error{Fault::unavailable, "database " + database.file().string() + " takes no writes", problem.what()};
    }
    return tx->commit();
}

}  // namespace secure_export::db

#pragma once
// The only place that converts the engine's exceptions to Errors.
//
//     return db::in_transaction(database, [&](db::Transaction& tx) -> Outcome {
//         if (!db::Inbox(tx).settle(item)) return gone();   // rolled back
//         return {};                                        // committed
//     });

#include <type_traits>

#include "db/engine/database.h"

namespace secure_export::db {

// The Error for an exception of the engine; call it after the transaction was rolled back.
Error not_written(const std::filesystem::path& file, const StorageError& thrown);
Error not_read(const std::filesystem::path& file, const StorageError& thrown);
// Fault::refused: a constraint forbids the change, so a retry cannot help.
Error not_allowed(const ConstraintError& thrown);

// Calls `work`, which takes the Transaction& and returns a Result.  If it returns an Error, throws StorageError, or
// rolls back itself, nothing is kept; otherwise its changes are committed, and durable when this returns.  Errors
// besides those of `work`: Fault::unavailable while the database cannot be written, Fault::refused when a constraint
// forbids the change, Fault::broken for a damaged or foreign file.  [concurrent]
template <class Work>
auto in_transaction(Database& database, const Work& work) -> std::invoke_result_t<const Work&, Transaction&> {
    auto tx = database.write();
    if (!tx) return tx.error();
    try {
        auto result = work(*tx);
        if (!result || tx->is_over()) return result;
        if (const Outcome done = tx->commit(); !done) return done.error();
        return result;
    } catch (const ConstraintError& thrown) {
        return not_allowed(thrown);
    } catch (const StorageError& thrown) {
        return not_written(database.file(), thrown);
    }
}

// Like in_transaction() for work that only reads; it sees one unchanging state.  [concurrent]
template <class Work>
auto in_reading(Database& database, const Work& work) -> std::invoke_result_t<const Work&, Transaction&> {
    auto tx = database.read();
    if (!tx) return tx.error();
    try {
        return work(*tx);
    } catch (const StorageError& thrown) {
        return not_read(database.file(), thrown);
    }
}

}  // namespace secure_export::db

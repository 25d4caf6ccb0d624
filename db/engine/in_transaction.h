#pragma once
// The one place where what an engine throws becomes an Error.
//
//     return db::in_transaction(database, [&](db::Transaction& tx) -> Outcome {
//         if (!db::Inbox(tx).settle(item)) return gone();   // rolled back
//         return {};                                        // committed
//     });

#include <type_traits>

#include "db/engine/database.h"

namespace secure_export::db {

// What went wrong with `file`, told once the transaction was rolled back.
Error not_written(const std::filesystem::path& file, const StorageError& thrown);
Error not_read(const std::filesystem::path& file, const StorageError& thrown);
// The database's own rules forbid it: trying again cannot help.
Error not_allowed(const ConstraintError& thrown);

// `work` takes the Transaction& and returns a Result.  What it did is committed when it returns well, unless it rolled
// back itself, and on disk when this returns well; else nothing of it is kept.  Errors beside those of `work`:
// Fault::unavailable while the database does not take writes, Fault::refused where a constraint forbids it,
// Fault::broken for a damaged or foreign file.
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

// The same for work that only reads, all of it one unchanging state.
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

#pragma once
#include "admin/talk.h"
#include "db/engine/in_transaction.h"

namespace secure_export::admin {

// The answer that `work` makes of one unchanging state, a db::Transaction&; else why the database cannot be read.
template <class Work>
Reply reading(const Talk& talk, db::Database& database, const Work& work) {
    auto reply = db::in_reading(database, [&](db::Transaction& tx) -> Result<Reply> { return work(tx); });
    return reply ? std::move(*reply) : talk.fail(reply.error());
}

}  // namespace secure_export::admin

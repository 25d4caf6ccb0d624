#pragma once
#include "admin/response.h"
#include "db/engine/in_transaction.h"

namespace secure_export::admin {

// Calls `work` with a read transaction (db::Transaction&) and returns its response, or an error response if the
// database cannot be read.
template <class Work>
Response reading(db::Database& database, const Work& work) {
    auto reply = db::in_reading(database, [&](db::Transaction& tx) -> Result<Response> { return work(tx); });
    return reply ? std::move(*reply) : Response(reply.error());
}

}  // namespace secure_export::admin

#pragma once
#include "admin/response.h"
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// GET explain?of=: the audit trail of every alert that the value may refer to, and for each unfinished delivery why and
// until when it waits.
Response explain_reply(const Request& request, db::Database& database, const Clock& clock);

}  // namespace secure_export::admin

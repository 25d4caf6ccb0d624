#pragma once
#include "admin/response.h"
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// GET explain?of=: the story of every alert that this may stand for, one after the other, and why and until when what
// is left of each waits.
Response explain_reply(const Request& request, db::Database& database, const Clock& clock);

}  // namespace secure_export::admin

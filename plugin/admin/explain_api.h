#pragma once
#include "admin/talk.h"
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// GET explain?of=: the story of every alert that this may stand for, one after the other, and why and until when what
// is left of each waits.
Reply explain_reply(const Request& request, const Talk& talk, db::Database& database, const Clock& clock);

}  // namespace secure_export::admin

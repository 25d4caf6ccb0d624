#pragma once
// The part of the admin API that copies the databases for a backup.

#include "admin/talk.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// POST backup: copies of every database of the data directory into backup.new beside them, which replace those of an
// earlier call.  It takes no path, so an administrator who is not on this machine can make it write nowhere else.
Reply backup_reply(const Talk& talk, const db::Database& database);

}  // namespace secure_export::admin

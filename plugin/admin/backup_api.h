#pragma once
// The part of the admin API that copies the databases for a backup.

#include "admin/response.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// POST backup: copies of every database of the data directory into backup.new beside them, which replace those of an
// earlier call.  It takes no path, so an administrator who is not on this machine can make it write nowhere else.
Response backup_reply(const db::Database& database);

}  // namespace secure_export::admin

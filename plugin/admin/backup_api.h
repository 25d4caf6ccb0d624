#pragma once
// The part of the admin API that copies the databases for a backup.

#include "admin/response.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// POST backup: copies every database of the data directory into its subdirectory backup.new, replacing the copies of an
// earlier call.  It takes no path, so that a remote administrator cannot make it write elsewhere.
Response backup_reply(const db::Database& database);

}  // namespace secure_export::admin

#pragma once
#include <string>
#include <vector>

#include "admin/desk_secrets.h"
#include "admin/talk.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// What stands below /api/v1/secrets (see api.h).  `path`: its segments, from "secrets" on.
Reply answer_about_secrets(const Request& request, const Talk& talk, const std::vector<std::string>& path,
                           db::Database& database, DeskSecrets& secrets);

}  // namespace secure_export::admin

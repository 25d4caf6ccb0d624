#pragma once
// Secrets of desks in the admin API (api.md): written, never read.

#include <string>

#include "admin/desk_secrets.h"
#include "admin/response.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Response secrets_reply(const Request& request, db::Database& database, DeskSecrets& secrets);
Response set_secret(const Request& request, DeskSecrets& secrets, const std::string& desk, const std::string& field);
Response remove_secret(const Request& request, DeskSecrets& secrets, const std::string& desk, const std::string& field);
Response rotate_key(const Request& request, DeskSecrets& secrets);

}  // namespace secure_export::admin

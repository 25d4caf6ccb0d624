#pragma once
// Secrets of desks in the admin API (api.md): written, never read.

#include <string>

#include "admin/desk_secrets.h"
#include "admin/talk.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Reply secrets_reply(const Request& request, const Talk& talk, db::Database& database, DeskSecrets& secrets);
Reply set_secret(const Request& request, const Talk& talk, DeskSecrets& secrets, const std::string& desk,
                 const std::string& field);
Reply remove_secret(const Request& request, const Talk& talk, DeskSecrets& secrets, const std::string& desk,
                    const std::string& field);
Reply rotate_key(const Request& request, const Talk& talk, DeskSecrets& secrets);

}  // namespace secure_export::admin

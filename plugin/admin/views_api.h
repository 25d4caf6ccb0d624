#pragma once
// Views and statements of the admin API (api.md): rows for people and programs.

#include "admin/talk.h"
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Reply views_reply(const Request& request, const Talk& talk);
Reply view_reply(const Request& request, const Talk& talk, db::Database& database, const std::string& name, Time now);
Reply sql_reply(const Request& request, const Talk& talk, db::Database& database);

}  // namespace secure_export::admin

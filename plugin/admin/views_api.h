#pragma once
// Views and statements of the admin API (api.md): rows for people and programs.

#include "admin/response.h"
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Response views_reply(const Request& request);
Response view_reply(const Request& request, db::Database& database, const std::string& name, Time now);
Response sql_reply(const Request& request, db::Database& database);

}  // namespace secure_export::admin

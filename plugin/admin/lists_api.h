#pragma once
// deliveries, incidents, bindings and unbound of the admin API (api.md).

#include "admin/talk.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Reply deliveries_reply(const Request& request, const Talk& talk, db::Database& database);
Reply delivery_reply(const Talk& talk, db::Database& database, const std::string& id);
Reply body_reply(const Talk& talk, db::Database& database, const std::string& id);
Reply incidents_reply(const Request& request, const Talk& talk, db::Database& database);
Reply bindings_reply(const Request& request, const Talk& talk, db::Database& database);
Reply unbound_reply(const Request& request, const Talk& talk, db::Database& database);

}  // namespace secure_export::admin

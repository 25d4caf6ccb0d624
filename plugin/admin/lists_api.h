#pragma once
// deliveries, incidents, bindings and unbound of the admin API (api.md).

#include "admin/response.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Response deliveries_reply(const Request& request, db::Database& database);
Response delivery_reply(db::Database& database, const std::string& id);
Response body_reply(db::Database& database, const std::string& id);
Response incidents_reply(const Request& request, db::Database& database);
Response bindings_reply(const Request& request, db::Database& database);
Response unbound_reply(const Request& request, db::Database& database);

}  // namespace secure_export::admin

#pragma once
// status, overview and connections/NAME/checks of the admin API (api.md).

#include "admin/response.h"
#include "core/clock.h"
#include "core/desk_kinds.h"
#include "core/public_addresses.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// `addresses`: null if the host does not know its URLs.
Response status_reply(const Request& request, db::Database& database, const PublicAddresses* addresses, Time now);
Response overview_reply(db::Database& database, const DeskKinds& kinds, Time now);
Response connection_checks_reply(db::Database& database, const std::string& connection, Time now);

}  // namespace secure_export::admin

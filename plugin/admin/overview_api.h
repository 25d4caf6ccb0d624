#pragma once
// status, overview and connections/NAME/checks of the admin API (api.md).

#include "admin/talk.h"
#include "core/clock.h"
#include "core/desk_kinds.h"
#include "core/public_addresses.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// `addresses`: null where the host cannot tell.
Reply status_reply(const Request& request, const Talk& talk, db::Database& database, const PublicAddresses* addresses,
                   Time now);
Reply overview_reply(const Talk& talk, db::Database& database, const DeskKinds& kinds, Time now);
Reply connection_checks_reply(const Talk& talk, db::Database& database, const std::string& connection, Time now);

}  // namespace secure_export::admin

#pragma once
// status, overview and connections/NAME/checks of the admin API (api.md).

#include "admin/talk.h"
#include "core/clock.h"
#include "core/desk_kinds.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// `addresses`: what Actions::public_addresses gives.
Reply status_reply(const Request& request, const Talk& talk, db::Database& database, const std::string& addresses,
                   Time now);
Reply overview_reply(const Talk& talk, db::Database& database, const DeskKinds& kinds, Time now);
Reply connection_checks_reply(const Talk& talk, db::Database& database, const std::string& connection, Time now);

}  // namespace secure_export::admin

#pragma once
// settings, settings/... and desk-kinds of the admin API (api.md).

#include "admin/desk_tester.h"
#include "admin/response.h"
#include "admin/settings_writer.h"
#include "core/desk_kinds.h"
#include "core/time_zones.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Response settings_reply(db::Database& database);
Response save_settings(const Request& request, db::Database& database, SettingsWriter& writer, DeskTester& desks,
                       const DeskKinds& kinds, const TimeZones& zones);
Response undo_settings(const Request& request, SettingsWriter& writer);
Response history_reply(const Request& request, db::Database& database);
Response version_reply(db::Database& database, const std::string& number);
Response desk_kinds_reply(const DeskKinds& kinds);

}  // namespace secure_export::admin

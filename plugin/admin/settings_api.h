#pragma once
// settings, settings/..., desk-kinds and template-fields of the admin API (api.md).

#include "admin/desk_tester.h"
#include "admin/settings_writer.h"
#include "admin/talk.h"
#include "core/desk_kinds.h"
#include "db/engine/database.h"

namespace secure_export::admin {

Reply settings_reply(const Talk& talk, db::Database& database);
Reply save_settings(const Request& request, const Talk& talk, db::Database& database, SettingsWriter& writer,
                    DeskTester& desks, const DeskKinds& kinds);
Reply undo_settings(const Request& request, const Talk& talk, SettingsWriter& writer);
Reply history_reply(const Request& request, const Talk& talk, db::Database& database);
Reply version_reply(const Talk& talk, db::Database& database, const std::string& number);
Reply desk_kinds_reply(const Talk& talk, const DeskKinds& kinds);
Reply template_fields_reply(const Talk& talk);

}  // namespace secure_export::admin

#include "admin/settings_api.h"

#include <algorithm>

#include "admin/limits.h"
#include "admin/paging.h"
#include "admin/query.h"
#include "admin/reading.h"
#include "core/text.h"
#include "db/store/settings.h"
#include "settings/changes.h"
#include "settings/desk_document.h"
#include "settings/document.h"
#include "settings/policy_document.h"

namespace secure_export::admin {
namespace {

// The version in If-Match: "N".  nullopt without the header; -1, which no version has, when it cannot be parsed.
std::optional<std::int64_t> version_seen(const Request& request) {
    const auto values = header_values(request.headers, "If-Match");
    if (values.empty()) return std::nullopt;
    std::string_view value = values.front();
    if (values.size() == 1 && value.size() > 2 && value.front() == '"' && value.back() == '"')
        return whole_number(value.substr(1, value.size() - 2)).value_or(-1);
    return -1;
}

Response conflict(const SettingsSaved& in_force) {
    Json::Value body(Json::objectValue);
    body["error"] = in_force.version == 0
                        ? "there are no settings yet that could be replaced or undone"
                        : "the settings have changed meanwhile: version " + std::to_string(in_force.version) +
                              " was saved by " + in_force.changed_by + " at " + in_force.changed_at +
                              ". Your changes were not saved; load that version and repeat them";
    body["version"] = Json::Int64(in_force.version);
    body["changed_by"] = in_force.changed_by;
    body["changed_at"] = in_force.changed_at;
    return refused_with(412, std::move(body));
}

// The reply when the version to undo is no longer the one in force.
Response not_the_last(std::int64_t wanted, const SettingsSaved& in_force) {
    if (in_force.version == 0 || (wanted > 0 && wanted < in_force.version)) return conflict(in_force);
    const std::string last = std::to_string(in_force.version);
    Json::Value body(Json::objectValue);
    body["error"] = std::to_string(wanted) + " is not the latest version: that is " + last + " (saved by " +
                    in_force.changed_by + " at " + in_force.changed_at +
                    "): nothing was undone; `secure-export config " + "undo " + last +
                    "` undoes that one, `config history` lists all";
    body["version"] = Json::Int64(in_force.version);
    body["changed_by"] = in_force.changed_by;
    body["changed_at"] = in_force.changed_at;
    return refused_with(412, std::move(body));
}

Json::Value tests_in(const std::vector<DeskTest>& tests) {
    Json::Value all(Json::arrayValue);
    for (const DeskTest& test : tests) {
        Json::Value one(Json::objectValue);
        one["desk"] = test.desk;
        one["lines"] = check_json(test.check);
        all.append(one);
    }
    return all;
}

Json::Value counted(const Settings& settings) {
    Json::Value counts(Json::objectValue);
    counts["connections"] = Json::UInt64(settings.connections.size());
    counts["desks"] = Json::UInt64(settings.desks.size());
    return counts;
}

// The version in force, if it is not the one that the caller has seen.
Result<std::optional<SettingsSaved>> outrun(const Request& request, db::Database& database) {
    const auto seen = version_seen(request);
    if (!seen) return std::optional<SettingsSaved>();
    return db::in_reading(database, [&](db::Transaction& tx) -> Result<std::optional<SettingsSaved>> {
        const db::SavedSettings in_force = db::SettingsStore(tx).current();
        if (in_force.version == *seen) return std::optional<SettingsSaved>();
        return std::optional(SettingsSaved{false, false, in_force.version, in_force.changed_by, in_force.changed_at});
    });
}

Json::Value parsed(const std::string& saved) {
    auto read = json::read_strict(saved);
    return read ? std::move(*read) : Json::Value();
}

Json::Value document_of(db::SettingsStore& store, std::int64_t version) {
    const db::SavedSettings saved = store.version_of(version);
    return saved.version ? parsed(saved.document) : Json::Value();
}

const char* type_of(const DeskOption& option) {
    if (std::holds_alternative<int>(option.fallback)) return "number";
    if (std::holds_alternative<bool>(option.fallback)) return "flag";
    if (std::holds_alternative<FieldMap>(option.fallback)) return "fields";
    if (std::holds_alternative<std::vector<CiRule>>(option.fallback)) return "ci_rules";
    return option.choices.empty() ? "text" : "choice";
}

Json::Value array_of(const std::vector<std::string>& texts) {
    Json::Value array(Json::arrayValue);
    for (const std::string& text : texts) array.append(text);
    return array;
}

}  // namespace

Response settings_reply(db::Database& database) {
    return reading(database, [&](db::Transaction& tx) -> Response {
        const db::SavedSettings saved = db::SettingsStore(tx).current();
        if (saved.version == 0)
            return refused(404, "no settings are saved yet: use `secure-export config import FILE`");
        Response response(Kept{"application/json", saved.document + "\n"});
        response.headers = {{"ETag", "\"" + std::to_string(saved.version) + "\""}};
        return response;
    });
}

Response save_settings(const Request& request, db::Database& database, SettingsWriter& writer, DeskTester& desks,
                       const DeskKinds& kinds, const TimeZones& zones) {
    const auto quicker = outrun(request, database);  // before the desks are tested, which takes time
    if (!quicker) return quicker.error();
    if (*quicker) return conflict(**quicker);
    const auto settings = settings::read_settings(request.body, kinds, &zones);
    if (!settings) return refused(400, settings.error().message);
    Json::Value body(Json::objectValue);
    body["counts"] = counted(*settings);
    body["desks"] = tests_in(desks.test_changed(*settings));  // before saving: it compares with what is in force
    if (query_value(request.query, "dry_run").value_or("") == "1") {
        body["valid"] = true;
        return body;
    }
    const auto saved = writer.save(std::string(request.body), std::string(request.user), version_seen(request));
    if (!saved) return saved.error();
    if (!saved->saved) return conflict(*saved);
    body["version"] = Json::Int64(saved->version);
    body["changed"] = saved->changed;
    return body;
}

Response undo_settings(const Request& request, SettingsWriter& writer) {
    const auto order = json::read_strict(request.body);
    const Json::Value& version = order ? json::member(*order, "version") : Json::Value::nullSingleton();
    if (!version.isInt64()) return refused(400, "version must be a number: name the version to undo, {\"version\": N}");
    const auto undone = writer.undo(version.asInt64(), std::string(request.user));
    if (!undone) return undone.error();
    if (!undone->saved) return not_the_last(version.asInt64(), *undone);
    Json::Value body(Json::objectValue);
    body["version"] = Json::Int64(undone->version);
    body["undone"] = version;
    return body;
}

Response history_reply(const Request& request, db::Database& database) {
    const auto page = page_asked(request, history_page_rows);
    if (!page) return page.error();
    return reading(database, [&](db::Transaction& tx) -> Response {
        db::SettingsStore store(tx);
        const auto rows = store.history(page->before, page->limit + 1);
        Json::Value body(Json::objectValue);
        body["rows"] = Json::Value(Json::arrayValue);
        for (std::size_t i = 0; i < rows.size() && i < static_cast<std::size_t>(page->limit); ++i) {
            Json::Value one(Json::objectValue);
            one["version"] = Json::Int64(rows[i].version);
            one["changed_at"] = rows[i].changed_at;
            one["changed_by"] = rows[i].changed_by;
            one["changes"] = Json::Value(Json::arrayValue);
            const Json::Value now = document_of(store, rows[i].version),
                              before = document_of(store, rows[i].version - 1);
            for (const std::string& change : settings::changes(before.isNull() ? Json::objectValue : before, now))
                one["changes"].append(change);
            body["rows"].append(one);
        }
        const bool more = rows.size() > static_cast<std::size_t>(page->limit);
        body["next"] =
            more ? Json::Value(Json::Int64(rows[static_cast<std::size_t>(page->limit) - 1].version)) : Json::Value();
        return body;
    });
}

Response version_reply(db::Database& database, const std::string& number) {
    const auto version = whole_number(number);
    return reading(database, [&](db::Transaction& tx) -> Response {
        db::SettingsStore store(tx);
        const db::SavedSettings saved = version ? store.version_of(*version) : db::SavedSettings{};
        if (saved.version == 0)
            return refused(404, "there is no version \"" + cut(one_line(number), max_quoted_bytes) +
                                    "\" of the settings: the history lists all versions");
        Json::Value body(Json::objectValue);
        body["version"] = Json::Int64(saved.version);
        body["changed_at"] = saved.changed_at;
        body["changed_by"] = saved.changed_by;
        // They are compared: policies that an earlier version of the product did not know are no change.
        body["document"] = settings::with_policies(parsed(saved.document));
        body["before"] = settings::with_policies(document_of(store, saved.version - 1));
        Response response(std::move(body));
        response.as_written = true;
        return response;
    });
}

Response desk_kinds_reply(const DeskKinds& kinds) {
    Json::Value body(Json::arrayValue);
    for (const DeskKind& kind : kinds) {
        Json::Value one(Json::objectValue);
        one["name"] = kind.name;
        one["title"] = kind.title;
        one["remote"] = kind.remote();
        one["most_impact"] = kind.max_impact;
        one["most_urgency"] = kind.max_urgency;
        one["options"] = Json::Value(Json::arrayValue);
        one["secrets"] = Json::Value(Json::arrayValue);
        for (const DeskOption& option : kind.options) {
            Json::Value row(Json::objectValue);
            row["name"] = option.name;
            row["type"] = type_of(option);
            row["meaning"] = option.meaning;
            row["default"] = settings::option_json(option.fallback);
            row["required"] = option.required;
            row["choices"] = array_of(option.choices);
            row["least"] = option.min;
            row["most"] = option.max;
            row["address"] = option.address;
            row["needed_for"] = array_of(option.needed_for);
            one["options"].append(row);
        }
        for (const DeskSecret& secret : kind.secrets) {
            Json::Value row(Json::objectValue);
            row["name"] = secret.name;
            row["meaning"] = secret.meaning;
            row["needed_for"] = array_of(secret.needed_for);
            one["secrets"].append(row);
        }
        one["texts"] = Json::Value(Json::objectValue);
        for (const DeskText& text : kind.texts) {
            Json::Value& row = one["texts"][text.language][text.name];
            row["label"] = text.label;
            row["help"] = text.help;
        }
        body.append(one);
    }
    return body;
}

}  // namespace secure_export::admin

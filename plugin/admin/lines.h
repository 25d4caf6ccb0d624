#pragma once
// Text for terminals: each function formats one kind of reply from its JSON (api.md) alone.  The table of routes names
// the function of each route.  The texts are not cleaned here; respond.h does that.

#include <optional>
#include <string>
#include <string_view>

#include "json/json.h"

namespace secure_export::admin {

// The terminal's request.
struct Asked {
    std::optional<std::size_t> width;  // of the terminal in columns; nullopt: unknown
    std::string_view query;            // the URL's query string
};

// Returns lines without a line break after the last one.
using Lines = std::string (*)(const Json::Value& facts, const Asked& asked);

namespace lines {

std::string document(const Json::Value& facts, const Asked& asked);  // the JSON itself, indented
std::string status(const Json::Value& facts, const Asked& asked);
std::string backup(const Json::Value& facts, const Asked& asked);
std::string saved_settings(const Json::Value& facts, const Asked& asked);
std::string history(const Json::Value& facts, const Asked& asked);
std::string old_settings(const Json::Value& facts, const Asked& asked);
std::string undone(const Json::Value& facts, const Asked& asked);
std::string desk_kinds(const Json::Value& facts, const Asked& asked);
std::string template_fields(const Json::Value& facts, const Asked& asked);
std::string ticket_kinds(const Json::Value& facts, const Asked& asked);
std::string secret_set(const Json::Value& facts, const Asked& asked);
std::string secret_removed(const Json::Value& facts, const Asked& asked);
std::string key_rotated(const Json::Value& facts, const Asked& asked);
std::string desk_check(const Json::Value& facts, const Asked& asked);
std::string cis(const Json::Value& facts, const Asked& asked);
std::string imported(const Json::Value& facts, const Asked& asked);
std::string explanation(const Json::Value& facts, const Asked& asked);
std::string retried_all(const Json::Value& facts, const Asked& asked);
std::string retried(const Json::Value& facts, const Asked& asked);
std::string dropped(const Json::Value& facts, const Asked& asked);
std::string forgotten(const Json::Value& facts, const Asked& asked);
std::string pinned(const Json::Value& facts, const Asked& asked);
std::string unpinned(const Json::Value& facts, const Asked& asked);
std::string dry_run(const Json::Value& facts, const Asked& asked);
std::string replay(const Json::Value& facts, const Asked& asked);  // replay_lines.cpp

}  // namespace lines

}  // namespace secure_export::admin

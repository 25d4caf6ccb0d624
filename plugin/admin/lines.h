#pragma once
// The terminal's text: each function makes the lines of one kind of answer of its facts, as api.md has them, and of
// nothing else.  The table of routes says which is whose.  The texts are not clean yet; respond.h sees to that.

#include <optional>
#include <string>
#include <string_view>

#include "json/json.h"

namespace secure_export::admin {

// How the terminal asked.
struct Asked {
    std::optional<std::size_t> width;  // in columns; nothing when it did not say
    std::string_view query;            // behind the question mark
};

// Without the end of the last line.
using Lines = std::string (*)(const Json::Value& facts, const Asked& asked);

namespace lines {

std::string document(const Json::Value& facts, const Asked& asked);  // the JSON itself, for people: indented
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

}  // namespace lines

}  // namespace secure_export::admin

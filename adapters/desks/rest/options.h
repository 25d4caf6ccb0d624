#pragma once
// Shorthand for the table of a kind's options, and the options of every desk over HTTPS.  core/desk_kinds.h describes
// how each is checked.

#include <string>
#include <vector>

#include "core/desk_kinds.h"

namespace secure_export::desks::rest {

// `max`: the maximum length in bytes.
DeskOption text(const char* name, const char* meaning, std::string fallback, int max = 255);
// A text of up to max_long bytes, for a URL or a condition.
DeskOption long_text(const char* name, const char* meaning, std::string fallback);
// A required text; it has no default.
DeskOption needed(const char* name, const char* meaning);
// Makes `option` required when the option "auth" is one of these.
DeskOption needed_for(std::vector<std::string> auth, DeskOption option);
// https://..., or http:// to a loopback address.
DeskOption address(const char* name, const char* meaning);
// The first choice is the default.
DeskOption one_of(const char* name, const char* meaning, std::vector<std::string> choices);
DeskOption number(const char* name, const char* meaning, int fallback, int min, int max);
DeskOption yes_or_no(const char* name, const char* meaning, bool fallback);
DeskOption map(const char* name, const char* meaning, FieldMap fallback = {});
// A map whose values may be templates.
DeskOption templates(const char* name, const char* meaning);
// The option "ci_rules".
DeskOption rules(std::vector<CiRule> fallback);

// url, user, ca_file, time_limit_s, settling_time_s, max_concurrency, incident_url, fields, resolve_fields, then `own`.
// `with_user`: the values of "auth" that sign in as a user; empty: each does.
// `last`: further options, which come after them.
std::vector<DeskOption> with_common(std::vector<std::string> with_user, std::vector<DeskOption> own,
                                    std::vector<DeskOption> last = {});

}  // namespace secure_export::desks::rest

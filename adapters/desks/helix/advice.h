#pragma once
// Interprets the AR System's refusals: whether to retry, and which setting to check.

#include <json/value.h>

#include <string>
#include <vector>

#include "core/settings.h"

namespace secure_export::desks::helix {

// The purpose of a call: determines which settings its refusal can concern.
enum class Doing {
    reading,
    creating,
    resolving,
    reopening,
    raising,
    binding,
    noting,
    reading_notes,
    reading_cis,
    reading_groups
};

struct Refusal {
    std::string words;         // "text appended text (ARERR 302)", several separated by "; "
    std::vector<int> numbers;  // messageNumber of each
};

// Parses an error array, a single one of its objects, or OAuth's {"error", "error_description"} (RFC 6749 section 5.2).
Refusal read_refusal(const Json::Value& body);
std::string words_of(const Json::Value& body);

// Parses the option "transient_errors": "92, 93, 9093".
std::vector<int> message_numbers(const std::string& listed);

// Whether a retry may succeed: one of its numbers is in `transient`, or no licence was free.
bool is_for_later(const Refusal& refusal, const std::vector<int>& transient);
// Whether it rejects the account, during work or at the login: 612, 623, 624.
bool is_about_credentials(const Refusal& refusal);

// Whether a refusal's text concerns the assignee.
bool is_about_the_assignee(const std::string& said);

// The settings or permissions to check.  Few message numbers are documented, so the text decides.
std::string where_to_look(Doing doing, int status, const Refusal& refusal, const DeskSettings& settings);

}  // namespace secure_export::desks::helix

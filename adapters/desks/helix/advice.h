#pragma once
// What the AR System says when it turns something down, and which setting that is about.

#include <json/value.h>

#include <string>
#include <vector>

#include "core/settings.h"

namespace secure_export::desks::helix {

// What a call was for: it decides which settings its refusal can be about.
enum class Doing { reading, creating, resolving, reopening, binding, noting, reading_notes, reading_cis };

struct Refusal {
    std::string words;         // "text appended text (ARERR 302)", more of them with "; " between
    std::vector<int> numbers;  // messageNumber of each
};

// An error array, or one of its objects alone, or OAuth's {"error", "error_description"} (RFC 6749 section 5.2).
Refusal read_refusal(const Json::Value& body);
std::string words_of(const Json::Value& body);

// The option "transient_errors": "92, 93, 9093".
std::vector<int> message_numbers(const std::string& listed);

// Whether it would have been taken at another moment: a number of `transient` among its own, or no free licence.
bool is_for_later(const Refusal& refusal, const std::vector<int>& transient);
// Whether it turns the account down, in the middle of work as well as at the login: 612, 623, 624.
bool is_about_credentials(const Refusal& refusal);

// Whether a refusal's words are about who is assigned.
bool is_about_the_assignee(const std::string& said);

// The settings or rights to look at.  Message numbers are documented for few refusals, so the words decide.
std::string where_to_look(Doing doing, int status, const Refusal& refusal, const DeskSettings& settings);

}  // namespace secure_export::desks::helix

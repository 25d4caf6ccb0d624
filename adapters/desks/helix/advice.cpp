#include "adapters/desks/helix/advice.h"

#include <algorithm>
#include <charconv>

#include "adapters/desks/helix/limits.h"
#include "adapters/desks/rest/advice.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

// Releases differ: messageAppendedText may be null, or be called appendedText.
std::string words_of_one(const Json::Value& message) {
    std::string words;
    const auto add = [&](const char* name) {
        const std::string text = json::text(message, name);
        if (!text.empty()) words += (words.empty() ? "" : " ") + text;
    };
    for (const char* name : {"messageText", "messageAppendedText", "appendedText", "error", "error_description"})
        add(name);
    return words;
}

bool says(const std::string& words, std::initializer_list<const char*> any_of) {
    return std::ranges::any_of(any_of, [&](const char* part) { return words.find(part) != std::string::npos; });
}

// Messages contain field names with blanks or underscores.  The first matching row applies.
const std::vector<rest::Advice<Doing>>& table() {
    using enum Doing;
    static const std::vector<std::string_view> not_allowed{"permission", "no access",      "not have access",
                                                           "license",    "not authorized", "(http 403)"};
    static const std::vector<std::string_view> demanded{"required", "requires", "mandatory", "must be",
                                                        "cannot be blank"};
    static const std::vector<std::string_view> field{"field", "attribute"};
    static const std::vector<std::string_view> is_unknown{"not exist", "not found", "unknown", "no such", "invalid"};
    static const std::string_view forms = "the settings \"incident_form\" and \"url\"";
    static const std::string_view work_log = "the setting \"work_log_form\"";
    static const std::string_view cmdb = "the settings \"ci_rules\", \"ci_namespace\" and \"ci_dataset\"";
    static const std::vector<rest::Advice<Doing>> rows{
        {{"{ci_company_field}"}, {reading_cis}, "the setting \"ci_company_field\""},
        {{"{ci_lifecycle_field}"}, {reading_cis}, "the setting \"ci_lifecycle_field\""},
        {{},
         {reading_groups},
         "the settings \"ci_people_form\" and \"support_group_form\", and the account's right to read these forms"},
        {not_allowed,
         {reading_cis},
         "the rights of the account {user} in the CMDB: it has to be able to read the classes of \"ci_rules\""},
        {not_allowed,
         {},
         "the rights of the account {user}: a write license, permission to submit and change incidents (Incident "
         "Master or Incident User), and access to the company of the incidents"},
        {{"{correlation_field}"}, {}, "the setting \"correlation_field\""},
        {{"(http 404)"}, {creating}, "the setting \"create_form\""},
        {{"(http 404)"}, {noting, reading_notes}, work_log},
        {{"(http 404)"}, {reading_cis}, cmdb},
        {{"(http 404)"}, {}, forms},

        {field, {creating}, "the settings \"fields\" and \"correlation_field\"", is_unknown},
        {{"login", "customer", "person", "people", "first name", "last name", "contact information"},
         {creating},
         "the settings \"customer_login\" and \"fields\""},
        {demanded, {creating}, "the setting \"fields\": what is missing is to be given there"},
        {{"reported source", "reported_source"}, {creating}, "the setting \"reported_source\""},
        {{"service type", "service_type"}, {creating}, "the setting \"service_type\""},
        {{"impact"}, {creating}, "the setting \"impact_values\""},
        {{"urgency"}, {creating}, "the setting \"urgency_values\""},
        {{"detailed decription", "detailed_decription"}, {creating}, "the setting \"fields\""},
        {{"description"}, {creating}, "the setting \"title_limit\""},
        {{"status"}, {creating}, "the setting \"status\""},
        {{}, {creating}, "the settings \"fields\", \"status\", \"reported_source\" and \"service_type\""},

        {field, {resolving}, "the setting \"resolve_fields\"", is_unknown},
        {{"status reason", "status_reason"}, {resolving}, "the setting \"status_reason\""},
        {{"assignee", "assigned"},
         {resolving},
         "the settings \"resolver\", \"resolver_login\" and \"resolvers\": somebody of the assigned group"},
        {demanded, {resolving}, "the setting \"resolve_fields\": what is missing is to be given there"},
        {{}, {resolving}, "the settings \"status_reason\", \"resolve_fields\" and \"resolver\""},

        {{"impact"}, {raising}, "the setting \"impact_values\""},
        {{"urgency"}, {raising}, "the setting \"urgency_values\""},

        {{"assignee"}, {reopening}, "the settings \"reopen_status\" and \"resolver\""},
        {{}, {reopening}, "the setting \"reopen_status\""},
        {{}, {binding}, "the setting \"ci_forms\" and the configuration item"},
        {{}, {reading}, "the settings \"correlation_field\" and \"incident_form\""},
        {{}, {reading_cis}, cmdb},
        {{}, {noting, reading_notes}, work_log},
    };
    return rows;
}

}  // namespace

Refusal read_refusal(const Json::Value& body) {
    Refusal refusal;
    const auto read = [&](const Json::Value& message) {
        std::string words = words_of_one(message);
        const Json::Value& number = json::member(message, "messageNumber");
        if (number.isInt()) {
            refusal.numbers.push_back(number.asInt());
            words += (words.empty() ? "" : " ") + ("(ARERR " + std::to_string(number.asInt()) + ")");
        }
        if (!words.empty()) refusal.words += (refusal.words.empty() ? "" : "; ") + words;
    };
    if (body.isArray()) {
        for (Json::ArrayIndex i = 0; i < std::min(body.size(), max_messages); ++i) read(body[i]);
    } else if (body.isObject()) {
        read(body);
    }
    return refusal;
}

std::string words_of(const Json::Value& body) { return read_refusal(body).words; }

std::vector<int> message_numbers(const std::string& listed) {
    std::vector<int> numbers;
    for (std::size_t at = 0; at < listed.size();) {
        int number = 0;
        const auto [end, failed] = std::from_chars(listed.data() + at, listed.data() + listed.size(), number);
        if (failed == std::errc()) numbers.push_back(number);
        at = std::max(at + 1, static_cast<std::size_t>(end - listed.data()));
    }
    return numbers;
}

bool is_for_later(const Refusal& refusal, const std::vector<int>& transient) {
    const auto listed = [&](int number) { return std::ranges::count(transient, number) > 0; };
    if (std::ranges::any_of(refusal.numbers, listed)) return true;
    // A floating licence that is in use by others now; a user without any licence is a different case.
    const std::string words = lower(refusal.words);
    return says(words, {"license", "licence"}) &&
           says(words, {"no free", "are in use", "is in use", "in use by", "maximum number", "tokens are"});
}

bool is_about_credentials(const Refusal& refusal) {
    return std::ranges::any_of(refusal.numbers,
                               [](int number) { return number == 612 || number == 623 || number == 624; });
}

bool is_about_the_assignee(const std::string& said) { return says(lower(said), {"assignee", "(arerr 1291904)"}); }

std::string where_to_look(Doing doing, int status, const Refusal& refusal, const DeskSettings& settings) {
    return rest::advised(table(), lower(refusal.words) + " (http " + std::to_string(status) + ")", doing, settings);
}

}  // namespace secure_export::desks::helix

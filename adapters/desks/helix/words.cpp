#include "adapters/desks/helix/words.h"

#include <algorithm>
#include <charconv>

#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

constexpr Json::ArrayIndex most_messages = 10;

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

std::string form_setting(Doing doing) {
    switch (doing) {
        case Doing::creating: return "the setting \"create_form\"";
        case Doing::noting:
        case Doing::reading_notes: return "the setting \"work_log_form\"";
        case Doing::reading_cis: return "the settings \"ci_rules\", \"ci_namespace\" and \"ci_dataset\"";
        default: return "the settings \"incident_form\" and \"url\"";
    }
}

std::string rights(Doing doing, const DeskSettings& settings) {
    const std::string user = settings.text("user");
    const std::string account = user.empty() ? "the account" : "the account \"" + user + "\"";
    if (doing == Doing::reading_cis)
        return "the rights of " + account + " in the CMDB: it has to be able to read the classes of \"ci_rules\"";
    return "the rights of " + account +
           ": a write license, permission to submit and change incidents (Incident Master or Incident User), and "
           "access "
           "to the company of the incidents";
}

// "status reason" and the like, as messages and as field names have them.
bool is_about(const std::string& words, const std::string& field) {
    std::string with_underscores = lower(field);
    std::ranges::replace(with_underscores, ' ', '_');
    return says(words, {lower(field).c_str(), with_underscores.c_str()});
}

std::string about_creating(const std::string& words) {
    if (says(words, {"login", "customer", "person", "people", "first name", "last name", "contact information"}))
        return "the settings \"customer_login\" and \"fields\"";
    if (says(words, {"required", "requires", "mandatory", "must be", "cannot be blank"}))
        return "the setting \"fields\": what is missing is to be given there";
    if (is_about(words, "reported source")) return "the setting \"reported_source\"";
    if (is_about(words, "service type")) return "the setting \"service_type\"";
    if (is_about(words, "impact")) return "the setting \"impact_values\"";
    if (is_about(words, "urgency")) return "the setting \"urgency_values\"";
    if (is_about(words, "detailed decription")) return "the setting \"fields\"";
    if (is_about(words, "description")) return "the setting \"title_limit\"";
    if (is_about(words, "status")) return "the setting \"status\"";
    return "the settings \"fields\", \"status\", \"reported_source\" and \"service_type\"";
}

std::string about_resolving(const std::string& words) {
    if (is_about(words, "status reason")) return "the setting \"status_reason\"";
    if (says(words, {"assignee", "assigned"}))
        return "the settings \"resolver\", \"resolver_login\" and \"resolvers\": somebody of the assigned group";
    if (says(words, {"required", "requires", "mandatory", "must be", "cannot be blank"}))
        return "the setting \"resolve_fields\": what is missing is to be given there";
    return "the settings \"status_reason\", \"resolve_fields\" and \"resolver\"";
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
        for (Json::ArrayIndex i = 0; i < std::min(body.size(), most_messages); ++i) read(body[i]);
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
    // A floating licence that others hold at this moment; a user who has none at all is another matter.
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
    const std::string words = lower(refusal.words);
    if (doing == Doing::reading_cis)
        for (const char* option : {"ci_company_field", "ci_lifecycle_field"})
            if (const std::string& field = settings.text(option); !field.empty() && says(words, {lower(field).c_str()}))
                return "the setting \"" + std::string(option) + "\"";
    if (status == 403 || says(words, {"permission", "no access", "not have access", "license", "not authorized"}))
        return rights(doing, settings);
    if (says(words, {lower(settings.text("correlation_field")).c_str()})) return "the setting \"correlation_field\"";
    if (status == 404) return form_setting(doing);
    const bool unknown_field =
        says(words, {"field", "attribute"}) && says(words, {"not exist", "not found", "unknown", "no such", "invalid"});
    switch (doing) {
        case Doing::creating:
            return unknown_field ? "the settings \"fields\" and \"correlation_field\"" : about_creating(words);
        case Doing::resolving: return unknown_field ? "the setting \"resolve_fields\"" : about_resolving(words);
        case Doing::reopening:
            return says(words, {"assignee"}) ? "the settings \"reopen_status\" and \"resolver\""
                                             : "the setting \"reopen_status\"";
        case Doing::binding: return "the setting \"ci_forms\" and the configuration item";
        case Doing::reading: return "the settings \"correlation_field\" and \"incident_form\"";
        case Doing::reading_cis: return form_setting(doing);
        case Doing::noting:
        case Doing::reading_notes: break;
    }
    return form_setting(doing);
}

}  // namespace secure_export::desks::helix

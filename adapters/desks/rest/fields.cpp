#include "adapters/desks/rest/fields.h"

#include <algorithm>

#include "adapters/desks/rest/encode.h"
#include "core/field_templates.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::rest {

bool is_plain_key(const std::string& key) {
    return !key.empty() && key.size() <= 40 && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string note_about_key(const std::string& key, const std::string& field) {
    return "Alert key " + key + " in the field \"" + field +
           "\": by it the incident is found when the alert fires again or is resolved. Please leave it there.";
}

void add_fields(Json::Value& fields, const FieldMap& configured) {
    for (const auto& [name, value] : configured) fields[name] = value;
}

std::string appended(const std::string& held, const std::string& text) {
    if (trimmed(held).empty() || held == text) return text;
    return held.ends_with("\n" + text) ? held : held + "\n\n" + text;
}

std::string incident_page(const std::string& pattern, const std::string& id, const std::string& number) {
    std::string page = pattern;
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"{{id}}", id}, {"{{number}}", number}})
        for (std::size_t at; (at = page.find(name)) != std::string::npos;)
            page.replace(at, name.size(), percent_encoded(value));
    return page;
}

std::vector<std::pair<std::string, std::string>> as_pairs(const Json::Value& fields) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& name : fields.getMemberNames()) {
        const Json::Value& value = fields[name];
        pairs.emplace_back(name, value.isObject() || value.isArray() ? json::write(value) : json::scalar(value));
    }
    return pairs;
}

bool rule_matches(const CiRule& rule, const std::string& wanted, const std::string& held) {
    if (rule.match == CiRule::Match::equals) return same_ignoring_case(wanted, trimmed(held));
    // Matches whole ids only: "vm-10" contains "vm-1".  The characters around the match must not belong to an id.
    const std::string in = lower(held), what = lower(wanted);
    const auto part_of_an_id = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '/' ||
               c == '(' || c == ')';
    };
    for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) {
        const std::size_t end = at + what.size();
        const bool begins = at == 0 || in[at - 1] == '(' || !part_of_an_id(in[at - 1]);
        // A full stop or bracket at the end of a sentence does not belong to the id.
        const bool ends = end == in.size() || !part_of_an_id(in[end]) ||
                          ((in[end] == '.' || in[end] == ')') && (end + 1 == in.size() || !part_of_an_id(in[end + 1])));
        if (begins && ends) return true;
    }
    return false;
}

std::string held_part(const std::string& wanted, const std::string& held) {
    const std::size_t at = lower(held).find(lower(wanted));
    return at == std::string::npos ? "" : held.substr(at, wanted.size());
}

std::string resource_id_in(const std::string& held) {
    static constexpr std::string_view begins = "/subscriptions/";
    const std::size_t at = lower(held).find(begins);
    if (at == std::string::npos) {  // a tenant's "/providers/..." counts only if it is the whole text
        const std::string whole{trimmed(held)};
        return looks_like_resource_id(whole) && whole.find_first_of(" \t\n") == std::string::npos ? whole : "";
    }
    std::string id = held.substr(at, held.find_first_of(" \t\r\n\"'<>,;|", at) - at);
    // A closing bracket belongs to the id if the opening one does.
    const auto ends_the_text = [&](char c) {
        return c == '.' || c == ':' || c == '/' ||
               (c == ')' && std::ranges::count(id, '(') < std::ranges::count(id, ')'));
    };
    while (!id.empty() && ends_the_text(id.back())) id.pop_back();
    return id.size() > begins.size() ? id : "";
}

std::string value_for(const CiQuery& query, const DeskSettings& settings, const std::string& name) {
    const FieldMap& own = query.fields.values;
    if (const auto at = own.find(name); at != own.end()) return at->second;
    const FieldMap fixed = fixed_fields(settings, "fields");
    const auto at = fixed.find(name);
    return at == fixed.end() ? "" : at->second;
}

}  // namespace secure_export::desks::rest

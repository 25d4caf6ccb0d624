#include "adapters/desks/servicenow/encoded_query.h"

#include <algorithm>

#include "adapters/desks/servicenow/client.h"
#include "adapters/desks/servicenow/limits.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

// Longer operators come before those that they contain.
constexpr const char* operations[] = {
    "ISNOTEMPTY", "ISEMPTY", "STARTSWITH", "ENDSWITH", "NOT LIKE", "NOTLIKE", "NOT IN", "LIKE",
    "IN",         "!=",      "<=",         ">=",       "=",        "<",       ">"};

std::vector<std::string> split(const std::string& text, const std::string& at) {
    std::vector<std::string> parts;
    for (std::size_t from = 0;;) {
        const std::size_t end = text.find(at, from);
        parts.push_back(text.substr(from, end == std::string::npos ? end : end - from));
        if (end == std::string::npos) return parts;
        from = end + at.size();
    }
}

// Field names are lower case, operators upper case or punctuation.
std::size_t length_of_name(const std::string& condition) {
    const auto part_of_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    return static_cast<std::size_t>(std::ranges::find_if_not(condition, part_of_name) - condition.begin());
}

bool only_the_instance_knows(const std::string& value) {
    return lower(value).find("javascript:") != std::string::npos || value.find('@') != std::string::npos;
}

bool is_one_of(const std::string& held, const std::string& listed) {
    const auto all = split(listed, ",");
    return std::ranges::any_of(all, [&](const std::string& one) { return trimmed(one) == held; });
}

}  // namespace

bool can_be_asked(const std::string& value) {
    return !trimmed(value).empty() && value.size() <= max_asked_bytes && value.find('^') == std::string::npos &&
           lower(value).find("javascript:") == std::string::npos && one_line(value) == value;
}

EncodedQuery::EncodedQuery(const std::string& query) {
    for (const std::string& text : split(query, "^NQ")) {
        Group group;
        for (const std::string& part : split(text, "^")) {
            if (part.empty() || part == "EQ" || part.starts_with("ORDERBY") || part.starts_with("GROUPBY")) continue;
            const bool alternative = part.starts_with("OR") && !group.all_of.empty();
            const std::string condition = alternative ? part.substr(2) : part;
            const std::size_t name = length_of_name(condition);
            Condition read{condition.substr(0, name), "", condition.substr(name)};
            for (const char* operation : operations)
                if (read.value.starts_with(operation)) {
                    read.operation = operation;
                    read.value.erase(0, read.operation.size());
                    break;
                }
            group.text += (group.text.empty() ? "" : "^") + part;
            if (alternative)
                group.all_of.back().push_back(std::move(read));
            else
                group.all_of.push_back({std::move(read)});
        }
        if (!group.all_of.empty()) groups_.push_back(std::move(group));
    }
}

std::vector<std::string> EncodedQuery::fields() const {
    std::vector<std::string> all;
    for (const Group& group : groups_)
        for (const AnyOf& any_of : group.all_of)
            for (const Condition& condition : any_of)
                if (!condition.field.empty() && std::ranges::find(all, condition.field) == all.end())
                    all.push_back(condition.field);
    return all;
}

bool EncodedQuery::Condition::holds(const std::string& as_shown) const {
    if (operation.empty() || field.empty() || only_the_instance_knows(value)) return true;
    const std::string held = lower(as_shown), wanted = lower(value);
    if (operation == "ISEMPTY") return held.empty();
    if (operation == "ISNOTEMPTY") return !held.empty();
    if (operation == "=") return held == wanted;
    if (operation == "!=") return held != wanted;
    if (operation == "IN") return is_one_of(held, wanted);
    if (operation == "NOT IN") return !is_one_of(held, wanted);
    if (operation == "LIKE") return held.find(wanted) != std::string::npos;
    if (operation == "NOT LIKE" || operation == "NOTLIKE") return held.find(wanted) == std::string::npos;
    if (operation == "STARTSWITH") return held.starts_with(wanted);
    if (operation == "ENDSWITH") return held.ends_with(wanted);
    return true;  // greater and smaller depend on the field's type, which only the instance knows
}

bool EncodedQuery::holds(const Json::Value& record) const {
    return groups_.empty() || std::ranges::any_of(groups_, [&](const Group& group) {
               return std::ranges::all_of(group.all_of, [&](const AnyOf& any_of) {
                   return std::ranges::any_of(
                       any_of, [&](const Condition& one) { return one.holds(field_of(record, one.field)); });
               });
           });
}

std::string EncodedQuery::with(const std::string& condition) const {
    std::string query;
    for (const Group& group : groups_) query += (query.empty() ? "" : "^NQ") + condition + "^" + group.text;
    return query.empty() ? condition : query;
}

}  // namespace secure_export::desks::servicenow

#pragma once
// Evaluates an operator's encoded query, such as the option "ci_filter", on a record.  Needed because ServiceNow
// silently ignores conditions that it does not understand, or finds nothing.

#include <json/value.h>

#include <string>
#include <vector>

namespace secure_export::desks::servicenow {

// Whether a value may stand in a condition.  Rejects what no name or resource id has: "^" ends a condition, and "^^" as
// its escape is not well documented; the instance executes a value that begins with "javascript:".
bool can_be_asked(const std::string& value);

class EncodedQuery {
public:
    explicit EncodedQuery(const std::string& query);

    bool empty() const { return groups_.empty(); }
    // The fields that it names, each once; records must be requested with these.
    std::vector<std::string> fields() const;
    // False when the record does not satisfy it.  Conditions that only the instance can evaluate (scripts, relative
    // dates, its own operators) count as satisfied.  A missing field counts as empty: check has_field() before.
    bool holds(const Json::Value& record) const;
    // The query for records that satisfy both `condition` and this one: adds the condition to each group.
    std::string with(const std::string& condition) const;

private:
    struct Condition {
        std::string field, operation, value;
        bool holds(const std::string& held) const;
    };
    using AnyOf = std::vector<Condition>;
    struct Group {
        std::string text;
        std::vector<AnyOf> all_of;
    };
    std::vector<Group> groups_;  // one of them must hold
};

}  // namespace secure_export::desks::servicenow

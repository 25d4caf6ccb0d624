#pragma once
// An encoded query of an operator's, such as the option "ci_filter", judged on a record by ourselves: ServiceNow drops
// in silence what it does not understand of a query, or finds nothing at all.

#include <json/value.h>

#include <string>
#include <vector>

namespace secure_export::desks::servicenow {

class EncodedQuery {
public:
    explicit EncodedQuery(const std::string& query);

    bool empty() const { return groups_.empty(); }
    // The fields that it names, each once; a record has to be asked for these to be judged.
    std::vector<std::string> fields() const;
    // False when the record does not fulfil it.  What only the instance can judge (scripts, relative dates, operators
    // of its own) is taken as fulfilled.  A field that the record does not have counts as empty: look for that before.
    bool holds(const Json::Value& record) const;
    // The query for what fulfils `condition` and this: each of its groups gets the condition.
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
    std::vector<Group> groups_;  // one of them has to hold
};

}  // namespace secure_export::desks::servicenow

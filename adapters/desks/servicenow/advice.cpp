#include "adapters/desks/servicenow/advice.h"

#include <algorithm>
#include <vector>

#include "adapters/desks/rest/advice.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

constexpr const char* for_later[] = {"transaction cancelled",
                                     "transaction canceled",
                                     "execution time exceeded",
                                     "transaction quota",
                                     "quota rule",
                                     "quota exceeded",
                                     "rate limit",
                                     "semaphore",
                                     "deadlock",
                                     "lock wait timeout",
                                     "could not obtain lock",
                                     "connection pool",
                                     "could not get a connection",
                                     "query execution was interrupted",
                                     "database is in read-only",
                                     "read-only mode",
                                     "read only mode",
                                     "under maintenance",
                                     "instance is being upgraded",
                                     "upgrade in progress",
                                     "currently unavailable",
                                     "temporarily unavailable",
                                     "no free license",
                                     "license limit"};

constexpr const char* about_the_address[] = {"requested uri", "invalid table"};

// The first matching row applies.  A change that does not resolve sends no configured fields.
const std::vector<rest::Advice<Purpose>>& table() {
    using enum Purpose;
    static const std::vector<std::string_view> not_allowed{"acl exception",        "acl restricts",
                                                           "security constraints", "insufficient rights",
                                                           "not authorized",       "no permission"};
    static const std::vector<rest::Advice<Purpose>> rows{
        {{"close code", "close_code", "resolution code"},
         {resolve},
         "the settings \"close_code\" and \"resolve_fields\""},
        {{"mandatory"}, {create}, "the setting \"fields\", which can give these fields a value"},
        {{"mandatory"}, {resolve}, "the setting \"resolve_fields\", which can give these fields a value"},
        {{"unique key violation", "duplicate entry", "aborted by business rule"},
         {},
         "the instance's business rules and unique indexes: no incident with our key is there that our account sees"},
        {{"invalid table"}, {}, "the settings \"table\" and \"ci_rules\""},
        {not_allowed, {read}, "the roles of our account: it needs itil, which may read incidents and the CMDB"},
        {not_allowed, {}, "the roles of our account: it needs itil, which may create, change and resolve incidents"},
        {{}, {read}, "the settings \"url\", \"table\" and \"ci_rules\" and our account's roles"},
        {{}, {create}, "the setting \"fields\" and the instance's business rules and data policies"},
        {{}, {resolve}, "the setting \"resolve_fields\" and the instance's business rules and data policies"},
        {{}, {}, "the instance's business rules and data policies"},
    };
    return rows;
}

bool says_one_of(const std::string& words, const auto& parts) {
    const std::string said = lower(words);
    return std::ranges::any_of(parts, [&](const char* part) { return said.find(part) != said.npos; });
}

}  // namespace

bool is_for_later(const std::string& words) { return says_one_of(words, for_later); }

bool is_about_the_address(const std::string& words) { return says_one_of(words, about_the_address); }

std::string where_to_look(Purpose purpose, const std::string& words, const DeskSettings& settings) {
    return rest::advised(table(), lower(words), purpose, settings);
}

}  // namespace secure_export::desks::servicenow

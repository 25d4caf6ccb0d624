#include "adapters/desks/rest/options.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/desks/rest/limits.h"

namespace secure_export::desks::rest {

DeskOption text(const char* name, const char* meaning, std::string fallback, int max) {
    DeskOption option{name, meaning, std::move(fallback)};
    option.max = max;
    return option;
}
DeskOption long_text(const char* name, const char* meaning, std::string fallback) {
    return text(name, meaning, std::move(fallback), max_long);
}
DeskOption needed(const char* name, const char* meaning) {
    DeskOption option = text(name, meaning, "");
    option.required = true;
    return option;
}
DeskOption needed_for(std::vector<std::string> auth, DeskOption option) {
    option.needed_for = std::move(auth);
    return option;
}
DeskOption address(const char* name, const char* meaning) {
    DeskOption option = long_text(name, meaning, "");
    option.address = true;
    return option;
}
DeskOption one_of(const char* name, const char* meaning, std::vector<std::string> choices) {
    DeskOption option = text(name, meaning, choices.front());
    option.choices = std::move(choices);
    return option;
}
DeskOption number(const char* name, const char* meaning, int fallback, int min, int max) {
    DeskOption option{name, meaning, fallback};
    option.min = min;
    option.max = max;
    return option;
}
DeskOption yes_or_no(const char* name, const char* meaning, bool fallback) { return {name, meaning, fallback}; }
DeskOption map(const char* name, const char* meaning, FieldMap fallback) {
    return {name, meaning, std::move(fallback)};
}
DeskOption templates(const char* name, const char* meaning) {
    DeskOption option = map(name, meaning);
    option.templates = true;
    return option;
}
DeskOption rules(std::vector<CiRule> fallback) {
    return {"ci_rules", "How to find a configuration item: the rules are tried in order until one finds something",
            std::move(fallback)};
}

std::vector<DeskOption> with_common(std::vector<std::string> with_user, std::vector<DeskOption> own,
                                    std::vector<DeskOption> last) {
    DeskOption url = address("url", "The desk's address, https://host[:port][/path]; http for a loopback address only");
    url.required = true;
    DeskOption user = text("user", "The account that signs in", "");
    user.required = with_user.empty();
    user.needed_for = std::move(with_user);
    std::vector<DeskOption> all{
        std::move(url),
        std::move(user),
        long_text("ca_file",
                  "A PEM file, by its absolute path, with the only CAs to trust for this desk; empty: the system's CAs",
                  ""),
        number("time_limit_s", "Seconds that one call may take", 10, 1, 15),
        number("settling_time_s",
               "Seconds after which a create without a response can no longer take effect; until then the desk is only "
               "searched for the incident.  0: 3 x time_limit_s, at least 60",
               0, 0, 3600),
        number("calls_at_once", "How many alerts are processed in this desk at the same time", 2, 1, 16),
        long_text("incident_url",
                  "The page of an incident for people, with {{id}} and {{number}}; empty: the product's usual page",
                  ""),
        templates("fields", "Fields that every new incident gets, by the desk's own names; values may hold {{...}}"),
        templates("resolve_fields",
                  "Fields that are set when an incident is resolved, by the desk's own names; values may hold {{...}}"),
    };
    std::ranges::move(own, std::back_inserter(all));
    std::ranges::move(last, std::back_inserter(all));
    return all;
}

}  // namespace secure_export::desks::rest

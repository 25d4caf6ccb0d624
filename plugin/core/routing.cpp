#include "core/routing.h"

#include <algorithm>

#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

using Patterns = std::vector<std::string>;

struct Resource {
    std::string_view subscription, group;  // lower case; empty when the id has none
    std::string type;                      // "microsoft.sql/servers/databases"
};

// "/subscriptions/S/resourcegroups/G/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME...]", lower case.
Resource resource_parts(std::string_view id) {
    std::vector<std::string_view> segments;
    for (std::size_t at = 1; at <= id.size();) {
        const std::size_t end = std::min(id.find('/', at), id.size());
        segments.push_back(id.substr(at, end - at));
        at = end + 1;
    }
    Resource resource;
    for (std::size_t i = 0; i + 1 < segments.size(); i += 2) {
        if (segments[i] == "subscriptions") resource.subscription = segments[i + 1];
        if (segments[i] == "resourcegroups") resource.group = segments[i + 1];
        if (segments[i] != "providers") continue;
        resource.type = segments[i + 1];
        for (std::size_t type = i + 2; type < segments.size(); type += 2)
            resource.type += "/" + std::string(segments[type]);
        break;
    }
    return resource;
}

bool any_matches(const Patterns& patterns, std::string_view text) {
    return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
               return !text.empty() && matches_pattern(pattern, text);
           });
}

bool resource_fits(const Route& route, const Alert& alert) {
    if (route.subscriptions.empty() && route.resource_groups.empty() && route.resource_types.empty()) return true;
    for (const auto* ids : {&alert.target_ids, &alert.configuration_items})
        for (const std::string& id : *ids) {
            if (!looks_like_resource_id(id)) continue;
            const std::string canonical = canonical_resource_id(id);
            const Resource resource = resource_parts(canonical);
            if (any_matches(route.subscriptions, resource.subscription) &&
                any_matches(route.resource_groups, resource.group) && any_matches(route.resource_types, resource.type))
                return true;
        }
    return false;
}

bool properties_fit(const Route& route, const Alert& alert) {
    return std::ranges::all_of(route.custom_properties, [&](const auto& wanted) {
        return std::ranges::any_of(alert.custom_properties, [&](const auto& held) {
            return same_ignoring_case(wanted.first, held.first) && matches_pattern(wanted.second, held.second);
        });
    });
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
    // Backtracks to the last star only: even with many stars the cost is at most the product of both lengths.
    const std::string wanted = lower(pattern), held = lower(text);
    std::size_t p = 0, t = 0, star = std::string::npos, from = 0;
    while (t < held.size()) {
        if (p < wanted.size() && wanted[p] == '*') {
            star = p++;
            from = t;
        } else if (p < wanted.size() && wanted[p] == held[t]) {
            ++p;
            ++t;
        } else if (star != std::string::npos) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < wanted.size() && wanted[p] == '*') ++p;
    return p == wanted.size();
}

const Route* route_of(const Connection& connection, const Alert& alert) {
    const auto at = std::ranges::find_if(connection.routes, [&](const Route& route) {
        return any_matches(route.rules, alert.rule) && any_matches(route.severities, alert.severity_text) &&
               resource_fits(route, alert) && properties_fit(route, alert);
    });
    return at == connection.routes.end() ? nullptr : &*at;
}

const std::string& desk_of(const Connection& connection, const Route* route) {
    return route && !route->desk.empty() ? route->desk : connection.desk;
}

}  // namespace secure_export

#include "settings/policy_document.h"

#include <algorithm>

#include "core/durations.h"
#include "core/grouping.h"
#include "core/text.h"
#include "json/json.h"
#include "settings/limits.h"
#include "settings/window_document.h"

namespace secure_export::settings {
namespace {

// In the order of the enumerations in core/policies.h.
const std::vector<std::string> group_by{"alert", "series",         "resource",     "rule",
                                        "ci",    "resource_group", "subscription", "custom_property"};
const std::vector<std::string> on_resolved{"resolve", "note", "nothing"};
const std::vector<std::string> without_beginning{"record", "open"};

std::string name_in(const std::vector<std::string>& names, auto value) {
    return names[static_cast<std::size_t>(value)];
}

void read_group(ObjectReader& route, RoutePolicies& policies) {
    policies.group_by = static_cast<GroupBy>(route.choice("group_by", group_by, 0));
    policies.group_property = route.text("group_property", "", max_name);
    const bool wanted = policies.group_by == GroupBy::custom_property;
    const bool given = !trimmed(policies.group_property).empty();
    if (wanted && !given)
        route.problems().add(
            route.place_of("group_property"),
            "is required when group_by is \"custom_property\": the name of that property, such as team");
    if (!wanted && given)
        route.problems().add(route.place_of("group_property"),
                             "is used with \"group_by\": \"custom_property\" only: set that, or leave this out");
}

}  // namespace

RoutePolicies read_policies(ObjectReader& route, const TimeZones* zones) {
    RoutePolicies policies;
    policies.ticket = route.boolean("ticket", policies.ticket);
    read_group(route, policies);
    policies.hold = route.duration("hold");
    policies.hold_resolve = route.duration("hold_resolve");
    policies.reopen_within = route.duration("reopen_within");
    policies.quiet_after = route.duration("quiet_after");
    policies.on_resolved = static_cast<OnResolved>(route.choice("on_resolved", on_resolved, 0));
    policies.without_beginning = static_cast<WithoutBeginning>(route.choice("without_beginning", without_beginning, 0));
    route.object_or_null("flapping", [&](ObjectReader& one) {
        Flapping& flapping = policies.flapping.emplace();
        flapping.changes = one.integer("changes", std::nullopt, min_flapping_changes, max_flapping_changes);
        flapping.within = one.required_duration("within");
    });
    route.object_or_null("max_tickets", [&](ObjectReader& one) {
        MaxTickets& most = policies.max_tickets.emplace();
        most.count = one.integer("count", std::nullopt, 1, max_tickets_count);
        most.per = one.required_duration("per");
    });
    policies.maintenance = read_windows(route, zones);
    return policies;
}

void settle_route_names(std::vector<Route>& routes, const std::string& place, Problems& problems) {
    const auto count = [&](const std::string& name) { return std::ranges::count(routes, name, &Route::name); };
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (!need_state(routes[i].policies) || count(routes[i].name) < 2) continue;
        if (routes[i].name.empty()) {
            std::string name = "route " + std::to_string(i + 1);
            while (count(name) > 0) name += "b";
            routes[i].name = name;
        } else {
            problems.add(place + ".routes[" + std::to_string(i) + "].name",
                         "is also the name of another route: incidents remember a route with policies by its name, so "
                         "give it one of its own");
        }
    }
}

void write_policies(const RoutePolicies& policies, Json::Value& route) {
    route["ticket"] = policies.ticket;
    route["group_by"] = name_in(group_by, policies.group_by);
    route["group_property"] = policies.group_property;
    route["hold"] = duration_text(policies.hold);
    route["hold_resolve"] = duration_text(policies.hold_resolve);
    route["reopen_within"] = duration_text(policies.reopen_within);
    route["quiet_after"] = duration_text(policies.quiet_after);
    route["on_resolved"] = name_in(on_resolved, policies.on_resolved);
    route["without_beginning"] = name_in(without_beginning, policies.without_beginning);
    route["flapping"] = Json::Value();
    if (policies.flapping) {
        route["flapping"]["changes"] = policies.flapping->changes;
        route["flapping"]["within"] = duration_text(policies.flapping->within);
    }
    route["max_tickets"] = Json::Value();
    if (policies.max_tickets) {
        route["max_tickets"]["count"] = policies.max_tickets->count;
        route["max_tickets"]["per"] = duration_text(policies.max_tickets->per);
    }
    route["maintenance"] = write_windows(policies.maintenance);
}

Json::Value with_policies(Json::Value document) {
    Json::Value defaults(Json::objectValue);
    write_policies(RoutePolicies(), defaults);
    if (!json::member(document, "connections").isArray()) return document;
    for (Json::Value& connection : document["connections"]) {
        if (!json::member(connection, "routes").isArray()) continue;
        for (Json::Value& route : connection["routes"])
            for (const std::string& key : defaults.getMemberNames())
                if (route.isObject() && !route.isMember(key)) route[key] = defaults[key];
    }
    return document;
}

}  // namespace secure_export::settings

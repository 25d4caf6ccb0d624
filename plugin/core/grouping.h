#pragma once
// Which happening an alert belongs to, as its route groups them (RoutePolicies::group_by).

#include <string>

#include "core/alert.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export {

// Whether alerts of such a route have a HappeningState; otherwise an alert is its own happening.
bool need_state(const RoutePolicies& policies);

// What a route groups by.  Alerts that come again under new ids are one series where the policies look back at earlier
// firings (reopen_within, flapping).
GroupBy grouped_by(const RoutePolicies& policies);

struct Group {
    std::string key;   // for HappeningState::key
    std::string what;  // for people: "resource /subscriptions/...", "rule CPU high"
};

// The group of a Fired.  `ci`: its configuration item, for GroupBy::ci; null: it has none, and the resource is taken in
// its place.  An alert that lacks what the route groups by is its own group.
Group group_of(const Alert& alert, const Connection& connection, const RoutePolicies& policies,
               const ConfigurationItem* ci);

// The summary incident of a route (RoutePolicies::max_tickets).
Group summary_of(const Connection& connection, const std::string& route);

}  // namespace secure_export

#pragma once
// Decides about a message by what is known of its alert and of the happening that it belongs to or begins.  The work
// line, the dry run and the replay ask it alike; they differ in where their mapping lies.

#include <functional>

#include "core/grouping.h"
#include "core/policy_plan.h"

namespace secure_export {

// What an alert's own record holds.
struct AlertRecord {
    Known known;
    std::string happening;  // key of its happening; empty: nothing was received about it yet
};

// A port: the mapping of one connection at one moment.
class Mapping {
public:
    virtual ~Mapping() = default;
    virtual AlertRecord alert(const std::string& alert_key) = 0;
    virtual std::optional<HappeningState> happening(const std::string& key) = 0;
    // Incidents that the route has opened since, without summaries.
    virtual int opened_since(const std::string& route, Tick since) = 0;
    virtual int held() = 0;  // happenings that are held back
    // What is known about the alert's configuration item in that desk, without asking the desk.
    virtual std::optional<ConfigurationItem> remembered_ci(const std::string& desk, const Alert& alert) = 0;
};

// Converts maintenance windows to times; nullopt: none of the route's covers `now`.
using MaintenanceEnds = std::function<std::optional<Time>(const RoutePolicies&, Time now)>;

// Why a plan is made.
struct Occasion {
    Moment now;
    Time received_at;               // of the message; times far after it are implausible
    bool task = false;              // no message: something is due for `happening`
    std::string happening = {};     // of a task; of a message, whose incident was begun for it already; may be empty
    bool ci_was_looked_up = false;  // the desk was asked for the configuration item just now
};

struct Planned {
    AlertRecord alert;
    std::optional<HappeningState> happening;  // before the act; nullopt: the alert is its own happening
    // With Act::look_up_ci, find the configuration item first, and plan again.
    Plan plan;
    // The incident of a task's happening would be one too many for its route: the alerts that fire in it go to
    // summary_of_route(), and something is due for that.
    bool one_too_many = false;
};

// The result points into `connection`.
Planned plan_by_mapping(const Alert& alert, const Connection& connection, Mapping& mapping, const Occasion& occasion,
                        const MaintenanceEnds& maintenance_ends);

// The summary of a route as it is, or a new one.
HappeningState summary_of_route(Mapping& mapping, const Connection& connection, const std::string& route);

// The connection's route of that name; null when there is none.
const Route* route_named(const Connection& connection, std::string_view name);

}  // namespace secure_export

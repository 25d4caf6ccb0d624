#pragma once
// The operators' configuration as values.  settings/document.h reads the document that they write.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/desk.h"
#include "core/policies.h"

namespace secure_export {

enum class Cloud { public_cloud, usgov, china };

// What to do when Azure fires again under an alertId whose incident is closed.
enum class Refire { new_incident, reopen };

// What shares one incident.  `firing`: one alert id.  `condition`: all firings of one rule, resource and time series,
// whatever alert ids Azure gives them; Resource Health's recovery message then resolves the incident.
enum class OneIncidentFor { firing, condition };

// Whether a connection with allowed_subscriptions accepts a body that names no subscription (tenant-level Service
// Health, some budgets).
enum class WithoutSubscription { refuse, accept };

// A rule that sends matching alerts to a desk.  Of each list of patterns (with '*') one must match; an empty list
// matches all.
struct Route {
    std::string name;
    std::vector<std::string> subscriptions, resource_groups, resource_types, rules, severities;
    std::map<std::string, std::string> custom_properties;  // name -> pattern; all must match
    std::string desk;                                      // empty: the connection's
    FieldMap fields;  // of the new incident, by the desk's own names; they override fields of the desk's settings
    RoutePolicies policies;
};

struct Connection {
    std::string name, description;
    bool enabled = true;
    Cloud cloud = Cloud::public_cloud;
    std::optional<std::string> authority;  // scheme://host[:port], instead of the cloud's
    std::vector<std::string> key_hosts;    // host[:port], lower case: further hosts that may publish signing keys
    std::string tenant_id;                 // GUID, lower case
    std::vector<std::string> audiences;
    std::vector<std::string> caller_app_ids;         // GUIDs, lower case
    std::optional<std::string> required_role;        // nullopt: the role is not checked
    std::vector<std::string> allowed_subscriptions;  // GUIDs, lower case; empty: all of the tenant's
    WithoutSubscription without_subscription = WithoutSubscription::refuse;  // used if that list is not empty
    std::string desk;
    std::vector<Route> routes;  // the first match applies; see core/routing.h
    Refire refire = Refire::new_incident;
    OneIncidentFor one_incident_for = OneIncidentFor::firing;
    int max_alerts_per_minute = 0, max_bytes_per_day = 0;  // 0: no limit; requests beyond it are answered 503
};

// Impact and urgency of one severity: 1 (highest) to the lowest level of the kind of desk (desk_kinds.h).
struct ImpactUrgency {
    int impact, urgency;
    bool operator==(const ImpactUrgency&) const = default;
};

// One way to look up a configuration item; rules are tried in the order configured.
struct CiRule {
    CiQuery::By by = CiQuery::By::resource_id;  // the queries that it applies to
    std::string ci_class;                       // table or class to search, as the desk names it
    std::string field;                          // the attribute that is compared
    enum class Match { equals, contains } match = Match::equals;
    bool operator==(const CiRule&) const = default;
};

using OptionValue = std::variant<std::string, int, bool, FieldMap, std::vector<CiRule>>;

// Where the desks of a kind run, and so which failures they have.
enum class DeskReach {
    local,   // in this process, its data beside ours: always available
    host,    // in the host that loaded the plugin: its database may be down
    remote,  // over HTTPS: may be unreachable, and may carry out a request later that it did not answer
};

struct DeskSettings {
    std::string name;
    std::string kind;                                  // DeskKind::name
    DeskReach reach = DeskReach::local;                // that of its kind
    std::map<std::string, ImpactUrgency> severities;   // "Sev0".."Sev4", "none"; complete after reading
    std::string title_template, description_template;  // see core/templates.h
    // The options of its kind; after reading, every option of the DeskKind has a value of the option's type.  The
    // accessors below throw for an option that the kind does not have: a defect of the program.
    std::map<std::string, OptionValue> options;
    std::map<std::string, std::string> kind_templates{};  // kind of ticket (core/ticket_kinds.h) -> its template here

    const std::string& text(const char* option) const { return std::get<std::string>(options.at(option)); }
    int number(const char* option) const { return std::get<int>(options.at(option)); }
    bool flag(const char* option) const { return std::get<bool>(options.at(option)); }
    const FieldMap& fields(const char* option) const { return std::get<FieldMap>(options.at(option)); }
    const std::vector<CiRule>& ci_rules() const { return std::get<std::vector<CiRule>>(options.at("ci_rules")); }
};

struct Settings {
    std::vector<Connection> connections;
    std::vector<DeskSettings> desks;
    // Signing keys whose last successful fetch is older than this verify no token.
    int keys_max_age_hours = 7 * 24;
};

}  // namespace secure_export

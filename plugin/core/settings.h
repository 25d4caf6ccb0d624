#pragma once
// What operators configure, as values.  The document they write is read in settings/document.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/desk.h"

namespace secure_export {

enum class Cloud { public_cloud, usgov, china };

// What to do when Azure fires an alert again under an alertId whose incident is over.
enum class Refire { new_incident, reopen };

// What an incident is opened for.  `condition`: firings of one rule, resource and series are one matter, whatever alert
// ids Azure gives them, and Resource Health's message that all is well again resolves the incident of the trouble.
enum class OneIncidentFor { firing, condition };

// What becomes of a body that names no subscription (tenant-level Service Health, some budgets) where a connection has
// allowed_subscriptions.
enum class WithoutSubscription { refuse, accept };

using FieldMap = std::map<std::string, std::string>;  // a field's name in the desk -> its value

// Where alerts of one kind go.  Lists are patterns with '*' of which one has to fit; an empty list fits all.
struct Route {
    std::string name;
    std::vector<std::string> subscriptions, resource_groups, resource_types, rules, severities;
    std::map<std::string, std::string> custom_properties;  // name -> pattern; all have to fit
    std::string desk;                                      // empty: the connection's
    FieldMap fields;  // for the new incident, by the desk's own names; they replace the desk's own of that name
};

struct Connection {
    std::string name, description;
    bool enabled = true;
    Cloud cloud = Cloud::public_cloud;
    std::optional<std::string> authority;  // scheme://host[:port], in place of the cloud's
    std::vector<std::string> key_hosts;    // host[:port], lower case: keys may come from there too
    std::string tenant_id;                 // GUID, lower case
    std::vector<std::string> audiences;
    std::vector<std::string> caller_app_ids;         // GUIDs, lower case
    std::optional<std::string> required_role;        // nothing: the role is not checked
    std::vector<std::string> allowed_subscriptions;  // GUIDs, lower case; empty: all of the tenant's
    WithoutSubscription without_subscription = WithoutSubscription::refuse;  // counts where that list is not empty
    std::string desk;
    std::vector<Route> routes;  // the first that fits decides; see core/routing.h
    Refire refire = Refire::new_incident;
    OneIncidentFor one_incident_for = OneIncidentFor::firing;
    int max_alerts_per_minute = 0, max_bytes_per_day = 0;  // 0: no cap; what is beyond is answered 503
};

// Impact and urgency for one severity: 1 (most) to what the kind of desk knows (desk_kinds.h).
struct ImpactUrgency {
    int impact, urgency;
    bool operator==(const ImpactUrgency&) const = default;
};

// One way to look a configuration item up, tried in the order configured.
struct CiRule {
    CiQuery::By by = CiQuery::By::resource_id;  // which question it answers
    std::string ci_class;                       // table or class to look in, as the desk names it
    std::string field;                          // the attribute that is compared
    enum class Match { equals, contains } match = Match::equals;
    bool operator==(const CiRule&) const = default;
};

using OptionValue = std::variant<std::string, int, bool, FieldMap, std::vector<CiRule>>;

// Where a desk of that kind runs, which decides what may go wrong with it.
enum class DeskReach {
    local,   // in this process, its data beside ours: always there
    host,    // the host that loaded the plugin: its database may be down
    remote,  // reached over HTTPS: may be unreachable, and may do late what it did not answer
};

struct DeskSettings {
    std::string name;
    std::string kind;                                  // DeskKind::name
    DeskReach reach = DeskReach::local;                // its kind's
    std::map<std::string, ImpactUrgency> severities;   // "Sev0".."Sev4", "none"; complete after reading
    std::string title_template, description_template;  // see core/templates.h
    // What this kind of desk alone has, complete after reading: every option of its DeskKind with a value of the
    // option's type.  The readers below throw for one that the kind has not: a mistake of the program.
    std::map<std::string, OptionValue> options;
    std::map<std::string, std::string> kind_templates{};  // kind of ticket (core/ticket_kinds.h) -> in place of its own

    const std::string& text(const char* option) const { return std::get<std::string>(options.at(option)); }
    int number(const char* option) const { return std::get<int>(options.at(option)); }
    bool flag(const char* option) const { return std::get<bool>(options.at(option)); }
    const FieldMap& fields(const char* option) const { return std::get<FieldMap>(options.at(option)); }
    const std::vector<CiRule>& ci_rules() const { return std::get<std::vector<CiRule>>(options.at("ci_rules")); }
};

struct Settings {
    std::vector<Connection> connections;
    std::vector<DeskSettings> desks;
    // Keys that could not be fetched anew for so long verify nothing any more.
    int keys_max_age_hours = 7 * 24;
};

}  // namespace secure_export

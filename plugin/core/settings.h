#pragma once
// What operators configure, as values.  The document they write is read in admin/config_document.

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace secure_export {

enum class Cloud { public_cloud, usgov, china };

// What to do when Azure fires an alert again under an alertId whose incident is over.
enum class Refire { new_incident, reopen };

struct Connection {
    std::string name, description;
    bool enabled = true;
    Cloud cloud = Cloud::public_cloud;
    std::optional<std::string> authority;  // scheme://host[:port], in place of the cloud's
    std::string tenant_id;                 // GUID, lower case
    std::vector<std::string> audiences;
    std::vector<std::string> caller_app_ids;         // GUIDs, lower case
    std::optional<std::string> required_role;        // nothing: the role is not checked
    std::vector<std::string> allowed_subscriptions;  // GUIDs, lower case; empty: all of the tenant's
    std::string desk;
    Refire refire = Refire::new_incident;
};

// Impact and urgency for one severity, 1 to 3.
struct Weight {
    int impact, urgency;
    bool operator==(const Weight&) const = default;
};

struct DeskSettings {
    std::string name;
    std::string kind;                                  // "local", "host", ...
    std::map<std::string, Weight> severities;          // "Sev0".."Sev4", "none"; complete after reading
    std::string title_template, description_template;  // see core/templates.h
};

struct Settings {
    std::vector<Connection> connections;
    std::vector<DeskSettings> desks;
};

}  // namespace secure_export

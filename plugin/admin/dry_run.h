#pragma once
// A port of the admin API: finds out what would be done about an alert, without doing it.  Implemented by
// service/operations/dry_runner.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/desk.h"
#include "core/result.h"

namespace secure_export::admin {

struct DryRunOrder {
    std::string connection;
    std::string body;                     // of the alert, as Azure sends it
    std::optional<std::string> settings;  // an unsaved document; nullopt: the settings in force
};

struct DryRun {
    std::string alert_key, condition;
    std::string state;  // the alert's current state: name_of(State)
    std::string act;    // what the work line would do: name_of(Act)
    std::string why;    // for people
    std::optional<std::string> route;
    std::string desk, desk_key;
    std::optional<ConfigurationItem> ci;
    std::string ci_reason;
    std::string title, description;  // of the incident, as plain text, whatever its desk makes of it
    std::vector<std::pair<std::string, std::string>> fields;  // those that would be sent to open an incident
    std::vector<std::string> problems;                        // e.g. the CI look-up failed
};

class DryRunner {
public:
    virtual ~DryRunner() = default;
    // Fault::invalid, with the reason, when the settings, the connection or the alert is invalid.
    virtual Result<DryRun> run(const DryRunOrder& order) = 0;
};

}  // namespace secure_export::admin

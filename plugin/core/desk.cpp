#include "core/desk.h"

#include <algorithm>

namespace secure_export {

std::optional<DeskIncident> that_counts(const std::vector<DeskIncident>& incidents) {
    if (incidents.empty()) return std::nullopt;
    const auto open = std::ranges::find(incidents, IncidentState::open, &DeskIncident::state);
    return open == incidents.end() ? incidents.back() : *open;
}

Result<std::optional<DeskIncident>> Desk::find(const std::string& key) {
    const auto all = find_all(key);
    if (!all) return all.error();
    return that_counts(*all);
}

Result<Resolution> Desk::resolve_with(const std::string& id, const std::string& text, const DeskFields&) {
    return resolve(id, text);
}

Result<FromCi> Desk::from_ci(const NewIncident&) { return FromCi{}; }

Outcome Desk::raise(const std::string&, int, int) { return {}; }

Result<Rebound> Desk::rebind(const std::string& id, const ConfigurationItem&, const ConfigurationItem& to) {
    if (const Outcome bound = bind(id, to); !bound) return bound.error();
    return Rebound::old_stays;
}

std::vector<std::pair<std::string, std::string>> Desk::draft(const NewIncident& incident) const {
    return {{"title", incident.title},
            {"description", incident.description},
            {"impact", std::to_string(incident.impact)},
            {"urgency", std::to_string(incident.urgency)},
            {"key", incident.key},
            {"configuration item", incident.ci ? incident.ci->name + " (" + incident.ci->id + ")" : ""}};
}

}  // namespace secure_export

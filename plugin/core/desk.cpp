#include "core/desk.h"

namespace secure_export {

std::vector<std::pair<std::string, std::string>> Desk::draft(const NewIncident& incident) const {
    return {{"title", incident.title},
            {"description", incident.description},
            {"impact", std::to_string(incident.impact)},
            {"urgency", std::to_string(incident.urgency)},
            {"key", incident.key},
            {"configuration item", incident.ci ? incident.ci->name + " (" + incident.ci->id + ")" : ""}};
}

}  // namespace secure_export

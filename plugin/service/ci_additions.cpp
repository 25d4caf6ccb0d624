#include "service/ci_additions.h"

#include <algorithm>

#include "core/text.h"
#include "service/limits.h"

namespace secure_export::service {

Result<std::string> add_from_ci(Desk& desk, NewIncident& incident) {
    if (!incident.ci) return std::string();
    const auto added = desk.from_ci(incident);
    if (!added) return added.error();
    for (const auto& [name, value] : added->fields) incident.fields.values.emplace(name, value);
    if (added->impact) incident.impact = std::min(incident.impact, *added->impact);
    if (added->urgency) incident.urgency = std::min(incident.urgency, *added->urgency);
    std::string remarks;
    for (const std::string& remark : added->remarks) remarks += "; " + cut(one_line(remark), max_ci_remark_bytes);
    return remarks;
}

}  // namespace secure_export::service

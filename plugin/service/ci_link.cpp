#include "service/ci_link.h"

namespace secure_export::service {

namespace {

CiFound none(std::string why) { return {std::nullopt, "", std::move(why)}; }

std::string called(const CiFound& found) {
    return (found.remembered ? "pinned CI \"" : "CI \"") + found.ci->name + "\"";
}

// Looks the item up again without pins.  `why`: the reason why the item of `lost` is not on the incident.
Result<CiFound> next_lookup(const CiLink& link, const std::string& incident_id, const CiFound& lost, std::string why) {
    if (!lost.remembered) return none(std::move(why));
    auto found = find_ci(link.database, link.desk, link.desk_name, link.alert, link.fields, Pins::do_not_count);
    if (!found) return found.error();
    if (!found->ci) return none(why + "; " + found->reason);
    const Outcome bound = link.desk.bind(incident_id, *found->ci);
    if (!bound && must_wait(bound.error().fault)) return bound.error();
    if (!bound) return none(why + "; the desk did not bind \"" + found->ci->name + "\": " + bound.error().message);
    found->reason += " (" + why + ")";
    return found;
}

}  // namespace

Result<CiFound> after_open(const CiLink& link, const DeskIncident& opened, const CiFound& found) {
    if (!found.ci || opened.ci_linked.value_or(true)) return found;
    return next_lookup(link, opened.id, found, called(found) + " is not in the CMDB any more");
}

Result<CiFound> bind_found(const CiLink& link, const std::string& incident_id, const CiFound& found) {
    if (!found.ci) return found;
    const Outcome bound = link.desk.bind(incident_id, *found.ci);
    if (bound) return found;
    if (must_wait(bound.error().fault)) return bound.error();
    return next_lookup(link, incident_id, found,
                       "the desk did not bind " + called(found) + ": " + bound.error().message);
}

}  // namespace secure_export::service

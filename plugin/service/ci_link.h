#pragma once
// Whether an incident carries the configuration item that was found for it, and what then when it does not.

#include "service/ci_finder.h"

namespace secure_export::service {

struct CiLink {
    db::Database& database;
    Desk& desk;
    const std::string& desk_name;
    const Alert& alert;
    FieldMap fields = {};  // NewIncident::fields of the incident
};

// `opened` was just opened with `found`.  Where its item was not linked (deleted since it was pinned or found), it is
// looked up again, without pins, and bound.  Gives what the incident carries now; without a CI, `reason` says why.
// Errors as of find_ci(): the incident is there all the same.
Result<CiFound> after_open(const CiLink& link, const DeskIncident& opened, const CiFound& found);

// The same for an incident that was there already: binds.
Result<CiFound> bind_found(const CiLink& link, const std::string& incident_id, const CiFound& found);

}  // namespace secure_export::service

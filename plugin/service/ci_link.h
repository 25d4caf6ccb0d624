#pragma once
// Makes sure that an incident carries the configuration item that was found for it.

#include "service/ci_finder.h"

namespace secure_export::service {

struct CiLink {
    db::Database& database;
    Desk& desk;
    const std::string& desk_name;
    const Alert& alert;
    DeskFields fields = {};  // NewIncident::fields of the incident
};

// For an incident that was just opened with `found`.  If its item was not linked (deleted since it was pinned or
// found), looks the item up again without pins and binds it.  Returns what the incident carries now; without a CI,
// `reason` says why.  Errors as of find_ci(); the incident exists all the same.
Result<CiFound> after_open(const CiLink& link, const DeskIncident& opened, const CiFound& found);

// For an incident that existed before: binds the item; if the desk refuses, continues like after_open().
Result<CiFound> bind_found(const CiLink& link, const std::string& incident_id, const CiFound& found);

}  // namespace secure_export::service

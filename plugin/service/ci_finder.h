#pragma once
// Which configuration item is it?  The ladder of core/ci_ladder against the desk's CMDB.

#include "core/alert.h"
#include "core/desk.h"
#include "db/bindings.h"

namespace secure_export::service {

struct CiFound {
    std::optional<ConfigurationItem> ci;
    std::string resource;     // what was bound
    std::string reason;       // why this one; without a CI, why none
    bool remembered = false;  // pinned by hand or matched before: nothing new to save
};

// A line for the incident's description.
std::string ci_remark(const CiFound& found);

// Asks the desk; holds no transaction meanwhile.  Fault::unavailable when the desk cannot answer now; a look-up that it
// refuses is a reason for having no CI, not an error, since no CI at all must still open the incident.
Result<CiFound> find_ci(db::Database& database, Desk& desk, const std::string& desk_name, const Alert& alert);

}  // namespace secure_export::service

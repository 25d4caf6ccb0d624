#pragma once
// Looks up an alert's configuration item: the candidates of core/ci_candidates.h in the desk's CMDB.

#include "core/alert.h"
#include "core/desk.h"
#include "core/settings.h"
#include "db/store/bindings.h"

namespace secure_export::service {

struct CiFound {
    std::optional<ConfigurationItem> ci;
    std::string resource;     // the resource id or name that matched
    std::string reason;       // why this item; without one, why none
    bool remembered = false;  // pinned by an operator: there is no new binding to save
    // Found by a name, and no item has an id that the alert names.  If such an item appears later, it is the right one.
    bool by_name_for_now = false;
};

enum class Pins { count, do_not_count };  // do_not_count: the pinned item no longer exists

// Lines for the incident's description: about the item, and about parts of the body that were ignored.
std::vector<std::string> remarks(const Alert& alert, const CiFound& found);

// Calls the desk, holding no transaction meanwhile.  An item whose own resource id contradicts the alert is not a
// match; `reason` then says so.  Fault::unavailable when the desk cannot answer now, Fault::unauthenticated as soon as
// it rejects the credentials.  Any other refusal is not an error but a reason for having no CI: the incident must be
// opened all the same.  `fields`: NewIncident::fields of the incident.
Result<CiFound> find_ci(db::Database& database, Desk& desk, const std::string& desk_name, const Alert& alert,
                        const DeskFields& fields = {}, Pins pins = Pins::count);

}  // namespace secure_export::service

#pragma once
// Which configuration item is it?  The candidates of core/ci_candidates against the desk's CMDB.

#include "core/alert.h"
#include "core/desk.h"
#include "core/settings.h"
#include "db/store/bindings.h"

namespace secure_export::service {

struct CiFound {
    std::optional<ConfigurationItem> ci;
    std::string resource;     // what was bound
    std::string reason;       // why this one; without a CI, why none
    bool remembered = false;  // pinned by hand: nothing new to save
    // Found by a name, while no item carries an id that the alert names: one that does may come later and is then the
    // right one.
    bool by_name_for_now = false;
};

enum class Pins { count, do_not_count };  // the latter: a pinned item turned out not to be there

// Lines for the incident's description: the item, and what of the body was not used.
std::vector<std::string> remarks(const Alert& alert, const CiFound& found);

// Asks the desk; holds no transaction meanwhile.  An item whose own resource id contradicts the alert is no match, and
// `reason` says so.  Fault::unavailable when the desk cannot answer now, Fault::unauthenticated at the first look-up
// that it turns away; any other refusal is a reason for having no CI, not an error, since no CI at all must still open
// the incident.  `fields` are NewIncident::fields of its incident.
Result<CiFound> find_ci(db::Database& database, Desk& desk, const std::string& desk_name, const Alert& alert,
                        const FieldMap& fields = {}, Pins pins = Pins::count);

}  // namespace secure_export::service

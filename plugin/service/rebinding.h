#pragma once
// Binds open incidents to a configuration item that has appeared in the CMDB since they were opened.

#include "service/desk_directory.h"

namespace secure_export::service {

class Rebinding {
public:
    Rebinding(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env);
    // Looks one unbound resource up again that is due, under the same rules for its desk as WorkLine; false when none
    // is. `holder` as there.  [concurrent]
    Result<bool> once(const std::string& holder);

private:
    struct LookUp;
    Result<bool> begin(const std::string& holder, LookUp& look_up);
    void ask_desk(LookUp& look_up);
    Outcome finish(const std::string& holder, const LookUp& look_up);

    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service

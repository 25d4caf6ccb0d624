#pragma once
// Binds open incidents to a configuration item that has appeared in the CMDB since they were opened.

#include "service/desk_directory.h"

namespace secure_export::service {

class Rebinding {
public:
    Rebinding(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env);
    // Looks one unbound resource up again that is due; false when none is.
    Result<bool> once();

private:
    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service

#pragma once
#include "service/desk_directory.h"

namespace secure_export::service::operations {

// The desk of that name in the settings in force.  Fault::invalid when there is none.
inline Result<std::shared_ptr<Desk>> desk_named(const std::string& name, Snapshots& snapshots, DeskDirectory& desks) {
    const auto snapshot = snapshots.current();
    if (!snapshot) return snapshot.error();
    return desks.get(**snapshot, name);
}

}  // namespace secure_export::service::operations

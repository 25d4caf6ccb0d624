#pragma once
// The settings of an order that may bring unsaved ones.

#include "service/environment.h"
#include "service/snapshot.h"

namespace secure_export::service::operations {

// Those in force, or those of `document`.  Fault::invalid lists what is wrong with the document.
Result<std::shared_ptr<const Snapshot>> settings_of(const std::optional<std::string>& document, Snapshots& snapshots,
                                                    const Environment& env);

}  // namespace secure_export::service::operations

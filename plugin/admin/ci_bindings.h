#pragma once
// A port of the admin API: which configuration item stands for a resource.  Implemented by
// service/operations/ci_bindings.

#include <string>

#include "core/desk.h"
#include "core/result.h"

namespace secure_export::admin {

class CiBindings {
public:
    virtual ~CiBindings() = default;
    // Counts before every look-up from now on; open incidents without a CI are bound to it soon.
    virtual Outcome pin(const std::string& desk, const std::string& resource, const ConfigurationItem& ci,
                        const std::string& who) = 0;
    // Forgets what stands for the resource, so that it is looked up afresh.
    virtual Outcome unpin(const std::string& desk, const std::string& resource, const std::string& who) = 0;
};

}  // namespace secure_export::admin

#pragma once
// A port of the admin API: binds resources to configuration items by hand.  Implemented by
// service/operations/ci_bindings.

#include <string>

#include "core/desk.h"
#include "core/result.h"

namespace secure_export::admin {

class CiBindings {
public:
    virtual ~CiBindings() = default;
    // From now on takes precedence over every look-up; open incidents of the resource without a CI are bound soon.
    virtual Outcome pin(const std::string& desk, const std::string& resource, const ConfigurationItem& ci,
                        const std::string& who) = 0;
    // Removes the resource's binding, so that it is looked up again.
    virtual Outcome unpin(const std::string& desk, const std::string& resource, const std::string& who) = 0;
};

}  // namespace secure_export::admin

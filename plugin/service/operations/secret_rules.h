#pragma once
// Validates a desk's secret before it is stored.  Every failure is Fault::invalid and says what is allowed.

#include <string>
#include <string_view>

#include "core/desk_kinds.h"
#include "core/result.h"
#include "core/settings.h"

namespace secure_export::service::operations {

// The desk must be in the settings and its kind must have this field.
Outcome is_secret_of(const Settings& settings, const DeskKinds& kinds, const std::string& desk,
                     const std::string& field);

// 1 to 4096 bytes of UTF-8 (RFC 3629) without control characters, so that it fits into a header, a form and JSON.
Outcome can_be_secret(std::string_view value);

}  // namespace secure_export::service::operations

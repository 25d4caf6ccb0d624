#pragma once
// What may be stored as a secret of a desk.  Every refusal is Fault::invalid and says what may be.

#include <string>
#include <string_view>

#include "core/desk_kinds.h"
#include "core/result.h"
#include "core/settings.h"

namespace secure_export::service::operations {

// The desk is in the settings and its kind has such a field.
Outcome is_secret_of(const Settings& settings, const DeskKinds& kinds, const std::string& desk,
                     const std::string& field);

// 1 to 4096 bytes of UTF-8 (RFC 3629) without control characters: what can be sent in a header, a form and JSON alike.
Outcome can_be_secret(std::string_view value);

}  // namespace secure_export::service::operations

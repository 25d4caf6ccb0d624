#pragma once
// One reader for each form of body, and how they are told apart.

#include <json/value.h>

#include <string_view>

#include "core/alert.h"

namespace secure_export::inbound {

// The form of a body that is not the common schema (identity.h tells that first), in the order of contract section 4,
// but for autoscale, which would pass for a classic metric alert.  An unknown schemaId does not keep a known shape from
// being seen.
Form form_of(const Json::Value& body);

// Fills what the common schema adds to the identity: texts, links, and the context.
void read_common(Alert& alert, const Json::Value& body);

// Fill all of an alert of the form alert.form; `text` is the body as it came, for keys made of its hash.
void read_legacy(Alert& alert, const Json::Value& body, std::string_view text);

}  // namespace secure_export::inbound

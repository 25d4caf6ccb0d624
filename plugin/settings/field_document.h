#pragma once
// Maps of a desk's fields in the settings document: a route's "fields", and the options of desks that are such maps.

#include <cstddef>

#include "core/desk_fields.h"
#include "settings/document_reader.h"

namespace secure_export::settings {

// The member `name`: names of at most `max_name_bytes` bytes, and values that may be templates (core/templates.h).  A
// template that cannot be filled is a problem at the field's place.  Absent: `fallback`.
FieldMap read_field_templates(ObjectReader& reader, const char* name, std::size_t max_name_bytes,
                              FieldMap fallback = {});

}  // namespace secure_export::settings

#pragma once
// One reader for each form of body, and how they are told apart.

#include <string>
#include <string_view>

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// A body without what is wrapped around it, and the schemaId that counts for it.  Some senders wrap a body in "data"
// once more, and some write the names of an older form with capital letters.
struct Unwrapped {
    json::View body;
    std::string schema;
    bool common = false;
};
// Where none of the wrapped values is of a form that can be read: `body` itself.
Unwrapped unwrap(const json::View& body);

// The form of a body that is not the common schema (identity.h tells that first), in the order of CONTRACT.md section
// 4, but for autoscale, which would pass for a classic metric alert.  An unknown schemaId does not keep a known shape
// from being seen.
Form form_of(const json::View& body, std::string_view schema);

// Fills what tells which firing a body of the form alert.form speaks of, and what the incident shows first: key,
// condition, times, rule, severity, targets, items, description.  `text` is the body as it came, for keys made of its
// hash.
void identify_legacy(Alert& alert, const json::View& body, std::string_view text);

// Where the alertContext of a body of the management interface stands.
json::View context_of_management(const json::View& body);

// Fill the rest: facts, links, computers, ids of the context, custom properties.
void read_legacy(Alert& alert, const json::View& body);
void read_common(Alert& alert, const json::View& body);

}  // namespace secure_export::inbound

#pragma once
// Recognizes the form of a body; one reader for each form.

#include <string>
#include <string_view>

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// A body without its wrappers, and the schemaId that applies to it.  Some senders wrap a body in another "data", and
// some capitalize the member names of an older form.
struct Unwrapped {
    json::View body;
    std::string schema;
    bool common = false;
};
// Returns `body` itself if none of the wrapped values has a known form.
Unwrapped unwrap(const json::View& body);

// The form of a body that is not the common schema (identify() tests that first).  The order is that of CONTRACT.md
// section 4, except that autoscale is tested early, since it looks like a classic metric alert.  A known shape is
// recognized even under an unknown schemaId.
Form form_of(const json::View& body, std::string_view schema);

// Fills the identity of a body of form alert.form, and the first fields of its ticket: key, condition, times, rule,
// severity, targets, items, description.  `text` is the raw body, for keys derived from its hash.
void identify_legacy(Alert& alert, const json::View& body, std::string_view text);

// The alertContext of a body of the management interface.
json::View context_of_management(const json::View& body);

// Fill the remaining fields: facts, links, computers, ids from the context, custom properties.
void read_legacy(Alert& alert, const json::View& body);
void read_common(Alert& alert, const json::View& body);

}  // namespace secure_export::inbound

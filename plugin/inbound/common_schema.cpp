#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/forms.h"

// CONTRACT.md, section 3.1.

namespace secure_export::inbound {

void read_common(Alert& alert, const json::View& body) {
    const json::View data = body.member("data");
    add_properties(alert, data.member("customProperties"));
    read_context(alert, data.member("alertContext"));
}

}  // namespace secure_export::inbound

#include "admin/templates_api.h"

#include <json/value.h>

#include "core/templates.h"
#include "core/ticket_kinds.h"

namespace secure_export::admin {

Response template_fields_reply() {
    Json::Value body(Json::arrayValue);
    for (const TemplateField& field : template_fields()) {
        Json::Value one(Json::objectValue);
        one["name"] = field.name;
        one["meaning"] = field.meaning;
        body.append(one);
    }
    return body;
}

Response ticket_kinds_reply() {
    Json::Value body(Json::arrayValue);
    for (const TicketKindRow& kind : ticket_kinds()) {
        Json::Value one(Json::objectValue);
        one["name"] = kind.name;
        one["meaning"] = kind.meaning;
        one["template"] = kind.description;
        body.append(one);
    }
    return body;
}

}  // namespace secure_export::admin

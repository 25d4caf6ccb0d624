#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/forms.h"
#include "json/json.h"

// Contract section 3.1.

namespace secure_export::inbound {

void read_common(Alert& alert, const Json::Value& body) {
    const Json::Value& data = json::member(body, "data");
    const Json::Value& essentials = json::member(data, "essentials");
    alert.rule_id = first_told(essentials, {"alertRuleId", "alertRuleID"}, most_id);
    alert.description = told(essentials, "description", 2 * most_value);
    alert.signal_type = told(essentials, "signalType", most_name);
    add_link(alert, "Investigation", told(essentials, "investigationLink", 2 * most_value));
    add_properties(alert, json::member(data, "customProperties"));
    read_context(alert, json::member(data, "alertContext"));
}

}  // namespace secure_export::inbound

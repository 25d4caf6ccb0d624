#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/forms.h"

// Reads the remaining fields of bodies that are not the common schema: CONTRACT.md section 4.

namespace secure_export::inbound {
namespace {

void read_metric(Alert& alert, const json::View& object, const json::View& properties) {
    const json::View context = object.member("context");
    add_link(alert, "Portal", context.member("portalLink").scalar());
    alert.kind = TicketKind::metric;
    read_condition(alert, context);
    add_properties(alert, properties);
}

void read_activity_log(Alert& alert, const json::View& data) {
    read_activity(alert, data.member("context").member("activityLog"));
    add_properties(alert, data.member("properties"));
}

void read_log(Alert& alert, const json::View& search) {
    alert.kind = TicketKind::log;
    read_log_search(alert, search);
}

void read_autoscale(Alert& alert, const json::View& body) {
    const json::View context = body.member("context");
    add_link(alert, "Portal", context.member("portalLink").scalar());
    alert.kind = TicketKind::autoscale;
    alert.headline = one_line(string_field(body, "operation", max_name));
    const std::string before = string_field(context, "oldCapacity", 40),
                      after = string_field(context, "newCapacity", 40);
    if (!before.empty() && !after.empty()) alert.headline += " from " + before + " to " + after + " instances";
    alert.happened = alert.headline;
    add_fact(alert, "Operation", string_field(body, "operation", max_name));
    add_fact(alert, "Details", string_field(context, "details"));
    add_fact(alert, "Instances before", string_field(context, "oldCapacity"));
    add_fact(alert, "Instances after", string_field(context, "newCapacity"));
    add_properties(alert, body.member("properties"));
}

void read_management(Alert& alert, const json::View& body) {
    read_context(alert, context_of_management(body));
    add_properties(alert, body.member("properties").member("customProperties"));
}

}  // namespace

json::View context_of_management(const json::View& body) {
    const json::View context = body.member("properties").member("context"), inner = context.member("context");
    return inner.is_object() ? inner : context;
}

void read_legacy(Alert& alert, const json::View& body) {
    const json::View data = body.member("data");
    switch (alert.form) {
        case Form::metric_alert: return read_metric(alert, data, data.member("properties"));
        case Form::classic_metric: return read_metric(alert, body, body.member("properties"));
        case Form::activity_log: return read_activity_log(alert, data);
        case Form::log_alert: return read_log(alert, data);
        case Form::log_analytics: return read_log(alert, body);
        case Form::budget: return read_budget(alert, data);
        case Form::autoscale: return read_autoscale(alert, body);
        case Form::management: return read_management(alert, body);
        case Form::common:
        case Form::unknown: return add_plain_facts(alert, body);
    }
}

}  // namespace secure_export::inbound

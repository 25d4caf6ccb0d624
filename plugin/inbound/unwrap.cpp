#include <array>

#include "core/text.h"
#include "inbound/fields.h"
#include "inbound/forms.h"

namespace secure_export::inbound {
namespace {

constexpr std::string_view common_schema = "azureMonitorCommonAlertSchema";
// With one of these schemaIds, data.essentials is ignored.
constexpr std::array<std::string_view, 4> other_schemas{"AzureMonitorMetricAlert", "Microsoft.Insights/activityLogs",
                                                        "Microsoft.Insights/LogAlert", "AIP Budget Notification"};

std::string schema_of(const json::View& body) {
    const std::string schema = body.member("schemaId").scalar();
    return std::string(trimmed(schema)).substr(0, max_name);
}

// True also when schemaId is missing or unknown but data.essentials exists.
bool is_common(const json::View& body, std::string_view schema) {
    if (same_ignoring_case(schema, common_schema)) return true;
    for (const std::string_view other : other_schemas) {
        if (same_ignoring_case(schema, other)) return false;
    }
    return body.member("data").member("essentials").is_object();
}

// Whether `body` has the members that identify its form.
bool can_be_read(const json::View& body, std::string_view schema, bool common) {
    const json::View data = body.member("data");
    if (common) return data.member("essentials").is_object();
    switch (form_of(body, schema)) {
        case Form::metric_alert: return data.member("context").is_object();
        case Form::activity_log: return data.member("context").member("activityLog").is_object();
        case Form::log_alert: return has_any(data, {"AlertRuleName", "SearchQuery", "SearchResult", "WorkspaceId"});
        case Form::budget: return has_any(data, {"BudgetName", "SpendingAmount", "NotificationThresholdAmount"});
        case Form::unknown: return false;
        default: return true;  // these forms are recognized by their members
    }
}

// Tries the body itself, then the values that it wraps.
bool find(const json::View& body, Unwrapped& found) {
    json::View at = body;
    std::string schema;
    for (int depth = 0; depth <= max_wraps && at.is_object(); ++depth, at = at.member("data")) {
        const std::string own = schema_of(at);
        const bool inherited = own.empty() && depth > 0;
        if (!own.empty()) schema = own;
        // A wrapped body may have a form other than the outermost schemaId says.
        const bool common =
            is_common(at, inherited && at.member("data").member("essentials").is_object() ? "" : schema);
        if (can_be_read(at, schema, common)) {
            found = {at, schema, common};
            return true;
        }
        if (inherited && !is_common(at, "") && can_be_read(at, "", false)) {
            found = {at, "", false};
            return true;
        }
    }
    return false;
}

}  // namespace

Unwrapped unwrap(const json::View& body) {
    Unwrapped found;
    if (find(body, found) || find(body.ignoring_case(), found)) return found;
    const std::string schema = schema_of(body);
    return {body, schema, is_common(body, schema)};
}

}  // namespace secure_export::inbound

#include "inbound/condition_key.h"

#include <algorithm>

#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/digest.h"
#include "inbound/fields.h"
#include "inbound/limits.h"

namespace secure_export::inbound {
namespace {

void add_pairs(std::vector<std::string>& all, const json::View& dimensions) {
    for (const json::View& one : dimensions.elements(max_dimensions))
        all.push_back(lower(string_field(one, "name", max_name)) + "=" + lower(string_field(one, "value", max_id)));
}

void add_labels(std::vector<std::string>& all, const json::View& labels) {
    for (const auto& [name, value] : labels.members()) {
        if (all.size() >= max_dimensions) return;
        all.push_back(lower(name) + "=" + lower(clean_text(value.scalar(), max_id)));
    }
}

// Appends the dimensions that identify the time series; false unless the context is of a rule that measures something.
bool series_of(const json::View& context, std::vector<std::string>& parts) {
    const json::View conditions = context.member("condition").member("allOf"), labels = context.member("labels");
    for (const json::View& one : conditions.elements(max_conditions)) add_pairs(parts, one.member("dimensions"));
    add_labels(parts, labels);
    add_pairs(parts, context.member("Dimensions"));
    std::sort(parts.begin(), parts.end());
    return conditions.is_array() || labels.is_object() || !context.member("SearchQuery").is_null();
}

std::vector<std::string> sorted_targets(const Alert& alert) {
    std::vector<std::string> ids;
    for (const std::string& id : alert.target_ids) ids.push_back(canonical_resource_id(id));
    std::sort(ids.begin(), ids.end());
    return ids;
}

bool is_over(const json::View& event, const json::View& properties) {
    const auto is = [](const json::View& object, const char* name, const char* word) {
        return same_ignoring_case(string_field(object, name, max_word), word);
    };
    return is(event, "status", "Resolved") || is(properties, "currentHealthStatus", "Available");
}

std::string hashed(std::string_view kind, const std::string& rule, const std::vector<std::string>& parts) {
    std::string all = lower(rule);
    for (const std::string& part : parts) all += '\n' + part;
    return std::string(kind) + ":" + sha256_hex(all);
}

}  // namespace

void note_condition(Alert& alert, const json::View& body) {
    if (alert.test || alert.target_ids.empty()) return;
    const json::View data = body.member("data");
    const json::View context = alert.form == Form::common         ? data.member("alertContext")
                               : alert.form == Form::activity_log ? data.member("context").member("activityLog")
                                                                  : json::View();
    const json::View properties = context.member("properties");
    const std::string& rule = alert.rule_id.empty() ? alert.rule : alert.rule_id;
    std::vector<std::string> parts = sorted_targets(alert);
    if (!properties.member("currentHealthStatus").is_null()) {
        const std::string trouble = string_field(context, "correlationId", max_id);
        if (trouble.empty()) return;
        parts.push_back(lower(trouble));
        // The older form has no rule, and its substitute differs between the two messages: leave it out of the key.
        alert.condition_key = hashed("health", alert.form == Form::common ? rule : "", parts);
        alert.well_again = is_over(context, properties);
        return;
    }
    std::vector<std::string> series;
    if (alert.form != Form::common || rule.empty() || !series_of(context, series)) return;
    parts.insert(parts.end(), series.begin(), series.end());
    alert.condition_key = hashed("condition", rule, parts);
}

}  // namespace secure_export::inbound

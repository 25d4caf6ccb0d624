#include "core/template_fields.h"

#include <algorithm>
#include <array>
#include <functional>

#include "core/portal.h"
#include "core/resource_id.h"
#include "core/templates.h"
#include "core/text.h"
#include "core/ticket_limits.h"
#include "core/timestamps.h"
#include "core/title.h"

namespace secure_export {
namespace {

constexpr std::array<const char*, 5> severity_names{"Critical", "Error", "Warning", "Informational", "Verbose"};

bool is_list(const std::string& value) { return value.starts_with("- ") && value.find("\n- ") != std::string::npos; }

std::string lines_of(const std::vector<Fact>& facts) {
    std::string text;
    for (const Fact& fact : facts)
        text += (text.empty() ? "" : "\n") + fact.label + (is_list(fact.value) ? ":\n" : ": ") + fact.value;
    return text;
}

std::string custom_properties(const Alert& alert) {
    std::string text;
    for (const auto& [key, value] : alert.custom_properties) text += (text.empty() ? "" : "\n") + key + ": " + value;
    return text;
}

constexpr std::string_view of_property = "custom_properties.";

// The property of exactly that name, else the first that differs in case alone.
std::string property(const Alert& alert, std::string_view name) {
    if (const auto at = alert.custom_properties.find(std::string(name)); at != alert.custom_properties.end())
        return at->second;
    const auto at = std::ranges::find_if(alert.custom_properties,
                                         [&](const auto& held) { return same_ignoring_case(held.first, name); });
    return at == alert.custom_properties.end() ? std::string() : at->second;
}

// A text that is not a time is left out: it may be arbitrary.
std::string time_of(const std::optional<Time>& time, const std::string& text) {
    if (time) return for_people(*time);
    return text.empty() ? "" : "at a time that cannot be read";
}

std::string joined(const std::vector<std::string>& lines, const char* between) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : between) + line;
    return text;
}

bool leads_to_knowledge(const std::string& name) {
    const std::string key = lower(name);
    for (const char* word : {"runbook", "playbook", "knowledge", "procedure", "sop", "kb_", "kbarticle", "wiki"})
        if (key.find(word) != std::string::npos) return true;
    return key == "kb" || key == "action" || key == "instructions";
}

// The body's recommendations, then those in the rule's custom properties.
std::string recommended_action(const Alert& alert) {
    std::vector<std::string> all = alert.actions;
    for (const auto& [key, value] : alert.custom_properties)
        if (leads_to_knowledge(key)) all.push_back(key + ": " + value);
    return joined(all, "\n");
}

// What happened, in one sentence; an alert that has none says that its rule fired.
std::string happened(const TicketFacts& ticket) {
    const Alert& alert = ticket.alert;
    if (alert.happened.empty() && alert.state.empty() && alert.description.empty() && !alert.rule.empty())
        return "The rule \"" + one_line(alert.rule) + "\" fired";
    if (alert.state.empty() || ticket.affected.name.empty()) return alert.happened;
    const std::string more = alert.happened.empty() ? "" : ": " + alert.happened;
    return ticket.affected.name + " " + alert.state + more;
}

std::string other_resources(const TicketFacts& ticket) {
    const std::vector<std::string>& others = ticket.affected.others;
    std::vector<std::string> shown(
        others.begin(), others.begin() + static_cast<std::ptrdiff_t>(std::min(max_other_resources, others.size())));
    if (others.size() > max_other_resources)
        shown.push_back("and " + std::to_string(others.size() - max_other_resources) + " more");
    return joined(shown, ", ");
}

// The time series of the resource ("PipelineName = load-orders"), which the headline does not name.
std::string series(const TicketFacts& ticket) {
    // Prometheus alerts have dozens of labels; the important ones are in the title.
    if (ticket.alert.kind == TicketKind::prometheus) return {};
    std::string line;
    const std::string& name = ticket.affected.name;
    for (const Fact& one : ticket.alert.dimensions) {
        const bool of_resource =
            lower(one.label).ends_with("resourceid") ||
            (!name.empty() && (names(one.value, name) || lower(one.value).starts_with(lower(name) + ".")));
        if (!of_resource && !one.value.empty() && one.value != "*")
            line += (line.empty() ? "" : ", ") + one.label + " = " + one_line(one.value);
    }
    return line.size() > max_series_bytes ? "" : line;
}

bool is_communication(const Fact& fact) { return fact.label == "Communication"; }

// Only the beginning if the text is long; further_facts then has all of it.
std::string communication(const TicketFacts& ticket) {
    const auto at = std::ranges::find_if(ticket.alert.facts, is_communication);
    if (at == ticket.alert.facts.end()) return {};
    if (at->value.size() <= max_communication_in_front_bytes) return at->value;
    return cut(at->value, max_communication_in_front_bytes) + " (the whole text stands below)";
}

std::string further_facts(const TicketFacts& ticket) {
    std::vector<Fact> further;
    for (const Fact& fact : ticket.alert.facts)
        if (!is_communication(fact) || fact.value.size() > max_communication_in_front_bytes) further.push_back(fact);
    return lines_of(further);
}

std::string subscription(const TicketFacts& ticket) {
    if (const auto own = subscription_of(ticket.affected.id)) return *own;
    for (const std::string& id : ticket.alert.target_ids)
        if (const auto of_target = subscription_of(id)) return *of_target;
    return {};
}

// Empty if it would repeat the line above it.
std::string description(const TicketFacts& ticket) {
    const Alert& alert = ticket.alert;
    const std::string line = one_line(alert.description);
    return line == alert.happened || line == alert.headline ? "" : alert.description;
}

struct Field {
    TemplateField face;
    std::function<std::string(const TicketFacts&)> value;
};

const std::vector<Field>& fields() {
    using T = const TicketFacts&;
    static const std::vector<Field> all{
        {{"summary", "what is wrong, on what, in one line, as the default title has it"},
         [](T t) { return title_of(t.alert, t.affected, t.title_room); }},
        {{"title", "the same as summary"}, [](T t) { return title_of(t.alert, t.affected, t.title_room); }},
        {{"ticket", "the whole description, by the template of the alert's kind"}, [](T) { return std::string(); }},
        {{"happened", "what was measured against which limit, or what became of what, in one line"}, happened},
        {{"rule", "the alert rule's name"}, [](T t) { return t.alert.rule; }},
        {{"rule_id", "the alert rule's resource id"}, [](T t) { return t.alert.rule_id; }},
        {{"description", "the alert rule's description"}, description},
        {{"severity", "Sev0 to Sev4, as it came"}, [](T t) { return severity_of(t.alert); }},
        {{"severity_name", "Critical, Error, Warning, Informational or Verbose"},
         [](T t) {
             return t.alert.severity ? std::string(severity_names[static_cast<std::size_t>(*t.alert.severity)])
                                     : std::string();
         }},
        {{"resource", "the affected resource's id, or its name where that is all there is"},
         [](T t) { return t.affected.id; }},
        {{"resource_name", "the affected resource's own name"}, [](T t) { return t.affected.name; }},
        {{"kept_in", "the workspace or vault that keeps rows or backups of the resource, in brackets"},
         [](T t) { return t.affected.kept_in.empty() ? "" : "(" + t.affected.kept_in + ")"; }},
        {{"other_resources", "names of further resources that the alert is about"}, other_resources},
        {{"subscription", "the subscription of the affected resource"}, subscription},
        {{"metric_value", "what was measured, of the first condition"}, [](T t) { return t.alert.metric_value; }},
        {{"threshold", "the limit, of the first condition"}, [](T t) { return t.alert.threshold; }},
        {{"dimensions", "the dimensions with their values, a line each"},
         [](T t) { return lines_of(t.alert.dimensions); }},
        {{"series", "the dimensions on one line, without those that name the resource; empty where they are long"},
         series},
        {{"communication", "what Microsoft tells of a Service Health event"}, communication},
        {{"recommended_action", "what the alert recommends to do, with runbooks that the rule's properties name"},
         [](T t) { return recommended_action(t.alert); }},
        {{"facts", "the condition with values and thresholds, a line each"},
         [](T t) { return lines_of(t.alert.facts); }},
        {{"further_facts", "the same without what {{communication}} holds whole"}, further_facts},
        {{"links", "links to resource, alert and search results in Azure, a line each"},
         [](T t) { return lines_of(all_links(t.alert, t.affected.id)); }},
        {{"portal_link", "the page of this alert in the Azure portal"}, [](T t) { return alert_page(t.alert); }},
        {{"custom_properties", "the rule's custom properties, a line each"},
         [](T t) { return custom_properties(t.alert); }},
        {{"custom_properties.NAME", "the rule's custom property NAME"}, [](T) { return std::string(); }},
        {{"fired_at", "when it fired, UTC"}, [](T t) { return time_of(t.alert.fired_at, t.alert.fired_text); }},
        {{"resolved_at", "when it was resolved, UTC; empty while it is not"},
         [](T t) { return time_of(t.alert.resolved_at, t.alert.resolved_text); }},
        {{"monitoring_service", "the service that raised it"}, [](T t) { return t.alert.monitoring_service; }},
        {{"signal_type", "Metric, Log or Activity Log"}, [](T t) { return t.alert.signal_type; }},
        {{"form", "the form of the notification: common, or the name of an older one"},
         [](T t) { return std::string(name_of(t.alert.form)); }},
        {{"alert_id", "Azure's id of this firing"}, [](T t) { return t.alert.alert_id; }},
        {{"remarks", "what the look-up in the CMDB found, and other notes of this plugin"},
         [](T t) { return joined(t.remarks, "\n"); }},
    };
    return all;
}

const Field* field_named(std::string_view name) {
    const auto at = std::ranges::find_if(fields(), [&](const Field& f) { return name == f.face.name; });
    return at == fields().end() ? nullptr : &*at;
}

}  // namespace

bool names_property(std::string_view name) {
    return name.starts_with(of_property) && name.size() > of_property.size() && name.find_first_of("{}") == name.npos;
}

bool is_template_field(std::string_view name) { return field_named(name) != nullptr || names_property(name); }

bool has_lines(std::string_view name) {
    static constexpr std::array<std::string_view, 11> of_lines{
        "ticket", "description",       "dimensions", "communication", "recommended_action", "facts", "further_facts",
        "links",  "custom_properties", "remarks",    "happened"};
    return std::ranges::find(of_lines, name) != of_lines.end();
}

std::string template_value(std::string_view name, const TicketFacts& ticket) {
    if (names_property(name)) return property(ticket.alert, name.substr(of_property.size()));
    const Field* field = field_named(name);
    return field ? field->value(ticket) : std::string();
}

const std::vector<TemplateField>& template_fields() {
    static const std::vector<TemplateField> faces = [] {
        std::vector<TemplateField> all;
        for (const Field& field : fields()) all.push_back(field.face);
        return all;
    }();
    return faces;
}

}  // namespace secure_export

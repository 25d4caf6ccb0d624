#include "core/templates.h"

#include <algorithm>
#include <array>
#include <functional>

#include "core/ci_ladder.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "core/timestamps.h"

namespace secure_export {

namespace {

constexpr std::array<const char*, 5> severity_names{"Critical", "Error", "Warning", "Informational", "Verbose"};

std::string severity_of(const Alert& alert) {
    return alert.severity ? "Sev" + std::to_string(static_cast<int>(*alert.severity)) : alert.severity_text;
}

// The first target, whatever it is: what people open in the portal.  Without one, what comes nearest.
std::string resource_of(const Alert& alert) {
    return alert.target_ids.empty() ? affected_resource(alert) : alert.target_ids.front();
}

std::string summary(const Alert& alert) {
    if (alert.form == Form::unknown) return "Azure Monitor: a body that is not a known alert form";
    std::string text = alert.test ? "[Test] " : "";
    if (const std::string severity = severity_of(alert); !severity.empty()) text += "[" + severity + "] ";
    text += alert.rule.empty()
                ? (alert.monitoring_service.empty() ? "Azure Monitor alert" : alert.monitoring_service + " alert")
                : alert.rule;
    const std::string name = affected_name(alert);                                  // what people look for first
    if (lower(text).find(lower(name)) == std::string::npos) text += " on " + name;  // rules are often named after it
    return text;
}

std::string lines_of(const std::vector<Fact>& facts) {
    std::string text;
    for (const Fact& fact : facts) text += (text.empty() ? "" : "\n") + fact.label + ": " + fact.value;
    return text;
}

std::string custom_properties(const Alert& alert) {
    std::string text;
    for (const auto& [key, value] : alert.custom_properties) text += (text.empty() ? "" : "\n") + key + ": " + value;
    return text;
}

// What is no time is not quoted: it may be anybody's text.
std::string time_of(const std::optional<Time>& time, const std::string& text) {
    if (time) return for_people(*time);
    return text.empty() ? "" : "at a time that cannot be read";
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
}

struct Field {
    TemplateField face;
    std::function<std::string(const Alert&, const std::vector<std::string>&)> value;
};

const std::vector<Field>& fields() {
    using Remarks = const std::vector<std::string>&;
    static const std::vector<Field> all{
        {{"summary", "severity, rule and resource in one line, as the default title has it"},
         [](const Alert& a, Remarks) { return summary(a); }},
        {{"rule", "the alert rule's name"}, [](const Alert& a, Remarks) { return a.rule; }},
        {{"rule_id", "the alert rule's resource id"}, [](const Alert& a, Remarks) { return a.rule_id; }},
        {{"description", "the alert rule's description"}, [](const Alert& a, Remarks) { return a.description; }},
        {{"severity", "Sev0 to Sev4, as it came"}, [](const Alert& a, Remarks) { return severity_of(a); }},
        {{"severity_name", "Critical, Error, Warning, Informational or Verbose"},
         [](const Alert& a, Remarks) {
             return a.severity ? std::string(severity_names[static_cast<std::size_t>(*a.severity)]) : std::string();
         }},
        {{"resource", "the affected resource's id, or its name where that is all there is"},
         [](const Alert& a, Remarks) { return resource_of(a); }},
        {{"resource_name", "the affected resource's own name"},
         [](const Alert& a, Remarks) { return affected_name(a); }},
        {{"subscription", "the subscription of the affected resource"},
         [](const Alert& a, Remarks) { return subscription_of(resource_of(a)).value_or(""); }},
        {{"facts", "the condition with values and thresholds, a line each"},
         [](const Alert& a, Remarks) { return lines_of(a.facts); }},
        {{"links", "links to Azure, a line each"}, [](const Alert& a, Remarks) { return lines_of(a.links); }},
        {{"custom_properties", "the rule's custom properties, a line each"},
         [](const Alert& a, Remarks) { return custom_properties(a); }},
        {{"fired_at", "when it fired, UTC"}, [](const Alert& a, Remarks) { return time_of(a.fired_at, a.fired_text); }},
        {{"resolved_at", "when it was resolved, UTC; empty while it is not"},
         [](const Alert& a, Remarks) { return time_of(a.resolved_at, a.resolved_text); }},
        {{"monitoring_service", "the service that raised it"},
         [](const Alert& a, Remarks) { return a.monitoring_service; }},
        {{"signal_type", "Metric, Log or Activity Log"}, [](const Alert& a, Remarks) { return a.signal_type; }},
        {{"form", "the form of the notification: common, or the name of an older one"},
         [](const Alert& a, Remarks) { return std::string(name_of(a.form)); }},
        {{"alert_id", "Azure's id of this firing"}, [](const Alert& a, Remarks) { return a.alert_id; }},
        {{"remarks", "what the look-up in the CMDB found, and other notes of this plugin"},
         [](const Alert&, Remarks remarks) { return joined(remarks); }},
    };
    return all;
}

const Field* field_named(std::string_view name) {
    const auto at = std::ranges::find_if(fields(), [&](const Field& f) { return name == f.face.name; });
    return at == fields().end() ? nullptr : &*at;
}

// Calls text(piece) and field(name) for the parts of one line; false with the offset of an unclosed brace.
template <class OnText, class OnField>
bool walk(std::string_view line, OnText text, OnField field) {
    for (std::size_t at = 0;;) {
        const std::size_t open = line.find("{{", at);
        text(line.substr(at, open == line.npos ? open : open - at));
        if (open == line.npos) return true;
        const std::size_t close = line.find("}}", open);
        if (close == line.npos) return false;
        field(trimmed(line.substr(open + 2, close - open - 2)));
        at = close + 2;
    }
}

std::vector<std::string_view> lines(std::string_view text) {
    std::vector<std::string_view> all;
    for (std::size_t at = 0;;) {
        const std::size_t end = text.find('\n', at);
        all.push_back(text.substr(at, end == text.npos ? end : end - at));
        if (end == text.npos) return all;
        at = end + 1;
    }
}

}  // namespace

const char* const default_title_template = "{{summary}}";

const char* const default_description_template =
    "{{description}}\n"
    "\n"
    "Rule: {{rule}}\n"
    "Severity: {{severity}} {{severity_name}}\n"
    "Resource: {{resource}}\n"
    "Fired: {{fired_at}}\n"
    "Source: {{monitoring_service}}\n"
    "\n"
    "{{facts}}\n"
    "\n"
    "{{custom_properties}}\n"
    "\n"
    "{{links}}\n"
    "\n"
    "{{remarks}}\n"
    "\n"
    "Rule id: {{rule_id}}\n"
    "Azure alert id: {{alert_id}}\n";

const std::vector<TemplateField>& template_fields() {
    static const std::vector<TemplateField> faces = [] {
        std::vector<TemplateField> all;
        for (const Field& field : fields()) all.push_back(field.face);
        return all;
    }();
    return faces;
}

Outcome check_template(std::string_view text) {
    int number = 0;
    for (std::string_view line : lines(text)) {
        ++number;
        std::string problem;
        const bool closed = walk(
            line, [](std::string_view) {},
            [&](std::string_view name) {
                if (!field_named(name) && problem.empty())
                    problem = "there is no field {{" + cut(one_line(name), 60) + "}}";
            });
        if (!closed) problem = "\"{{\" without \"}}\"";
        if (!problem.empty()) return Error{Fault::invalid, "line " + std::to_string(number) + ": " + problem, ""};
    }
    return {};
}

std::string fill_template(std::string_view text, const Alert& alert, const std::vector<std::string>& remarks) {
    std::string filled;
    bool blank = true;                            // no empty lines at the top
    const std::string clean = clean_lines(text);  // first, or a line of nothing visible would not count as empty
    for (std::string_view line : lines(clean)) {
        std::string out;
        bool has_field = false, has_value = false;
        walk(
            line, [&](std::string_view piece) { out += piece; },
            [&](std::string_view name) {
                has_field = true;
                const Field* field = field_named(name);
                const std::string value = field ? field->value(alert, remarks) : "";
                has_value = has_value || !value.empty();
                out += value;
            });
        if (has_field && !has_value) continue;
        const std::string_view kept = out;
        const bool empty = trimmed(kept).empty();
        if (empty && blank) continue;
        filled += empty ? "" : out;
        filled += '\n';
        blank = empty;
    }
    while (!filled.empty() && filled.back() == '\n') filled.pop_back();
    return clean_lines(filled);  // as a whole: what two fields hold may read as one word
}

const std::map<std::string, Weight>& default_severities() {
    static const std::map<std::string, Weight> map{{"Sev0", {1, 1}}, {"Sev1", {2, 1}}, {"Sev2", {2, 2}},
                                                   {"Sev3", {3, 2}}, {"Sev4", {3, 3}}, {"none", {3, 3}}};
    return map;
}

NewIncident draft_incident(const Alert& alert, const DeskSettings& desk, std::string key,
                           std::optional<ConfigurationItem> ci, const std::vector<std::string>& remarks) {
    NewIncident incident;
    incident.key = std::move(key);
    incident.title = cut(one_line(fill_template(desk.title_template, alert, remarks)), most_title_bytes);
    if (incident.title.empty()) incident.title = "Azure Monitor alert";
    incident.description = cut(fill_template(desk.description_template, alert, remarks), most_description_bytes);
    const std::string level = alert.severity ? "Sev" + std::to_string(static_cast<int>(*alert.severity)) : "none";
    const auto at = desk.severities.find(level);
    const Weight weight = at == desk.severities.end() ? default_severities().at(level) : at->second;
    incident.impact = weight.impact;
    incident.urgency = weight.urgency;
    incident.ci = std::move(ci);
    return incident;
}

}  // namespace secure_export

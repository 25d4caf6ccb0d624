#include "core/templates.h"

#include <algorithm>

#include "core/limits.h"
#include "core/placeholders.h"
#include "core/shorten.h"
#include "core/template_fields.h"
#include "core/text.h"
#include "core/ticket_kinds.h"
#include "core/ticket_limits.h"

namespace secure_export {

namespace {

std::vector<std::string_view> lines(std::string_view text) {
    std::vector<std::string_view> all;
    for (std::size_t at = 0;;) {
        const std::size_t end = text.find('\n', at);
        all.push_back(text.substr(at, end == text.npos ? end : end - at));
        if (end == text.npos) return all;
        at = end + 1;
    }
}

std::string_view template_of(const TicketFacts& ticket) {
    const TicketKindRow& row = row_of(ticket.alert.kind);
    const auto own = ticket.kind_templates.find(row.name);
    // A template that contains "{{ticket}}" would recurse without end.
    const bool usable = own != ticket.kind_templates.end() && !names_field(own->second, "ticket");
    return usable ? std::string_view(own->second) : std::string_view(row.description);
}

}  // namespace

bool names_field(std::string_view text, std::string_view field) {
    bool found = false;
    for (std::string_view line : lines(text))
        walk_placeholders(
            line, [](std::string_view) {}, [&](const Placeholder& one) { found = found || one.name == field; });
    return found;
}

const char* const default_title_template = "{{summary}}";
const char* const default_description_template = "{{ticket}}";

bool was_default_description(std::string_view text) {
    return text ==
           "{{description}}\n\nRule: {{rule}}\nSeverity: {{severity}} {{severity_name}}\nResource: {{resource}}\n"
           "Fired: {{fired_at}}\nSource: {{monitoring_service}}\n\n{{facts}}\n\n{{custom_properties}}\n\n{{links}}\n"
           "\n{{remarks}}\n\nRule id: {{rule_id}}\nAzure alert id: {{alert_id}}\n";
}

Outcome check_template(std::string_view text) {
    int number = 0;
    for (std::string_view line : lines(text)) {
        ++number;
        std::string problem;
        const bool closed = walk_placeholders(
            line, [](std::string_view) {},
            [&](const Placeholder& one) {
                const std::string called = "{{" + cut(one_line(one.name), 60) + "}}";
                if (!problem.empty()) return;
                if (!is_template_field(one.name)) problem = "there is no field " + called;
                if (one.fallback.find_first_of("{}") != one.fallback.npos)
                    problem = "the default of " + called + " must not contain { or }";
            });
        if (!closed) problem = "\"{{\" without \"}}\"";
        if (!problem.empty()) return Error{Fault::invalid, "line " + std::to_string(number) + ": " + problem, ""};
    }
    return {};
}

namespace {

std::string fill(std::string_view text, const TicketFacts& ticket) {
    std::string filled;
    bool blank = true;                            // no empty lines at the top
    const std::string clean = clean_lines(text);  // first, or a line of nothing visible would not count as empty
    for (std::string_view line : lines(clean)) {
        std::string out;
        bool has_field = false, has_value = false;
        walk_placeholders(
            line, [&](std::string_view piece) { out += piece; },
            [&](const Placeholder& one) {
                has_field = true;
                std::string value = one.name == "ticket" ? fill_ticket(ticket) : template_value(one.name, ticket);
                if (value.empty()) value = one.fallback;
                has_value = has_value || !value.empty();
                out += value;
            });
        if (has_field && !has_value) continue;
        while (has_field && (out.ends_with(' ') || out.ends_with('\t'))) out.pop_back();  // of an empty last field
        const bool empty = trimmed(std::string_view(out)).empty();
        if (empty && blank) continue;
        filled += empty ? "" : out;
        filled += '\n';
        blank = empty;
    }
    while (!filled.empty() && filled.back() == '\n') filled.pop_back();
    return clean_lines(filled);  // cleaned as a whole: two adjacent fields may form a mark together
}

}  // namespace

std::string fill_ticket(const TicketFacts& ticket) { return fill(template_of(ticket), ticket); }

std::string fill_template(std::string_view text, const Alert& alert, const std::vector<std::string>& remarks) {
    return fill(text, TicketFacts{alert, affected_by(alert, std::nullopt), remarks, {}, max_title});
}

const std::map<std::string, ImpactUrgency>& default_severities() {
    static const std::map<std::string, ImpactUrgency> map{{"Sev0", {1, 1}}, {"Sev1", {2, 1}}, {"Sev2", {2, 2}},
                                                          {"Sev3", {3, 2}}, {"Sev4", {3, 3}}, {"none", {3, 3}}};
    return map;
}

namespace {

std::size_t limit_of(const DeskSettings& desk, const char* option, std::size_t otherwise) {
    const auto at = desk.options.find(option);
    const int* limit = at == desk.options.end() ? nullptr : std::get_if<int>(&at->second);
    return limit && *limit > 0 ? static_cast<std::size_t>(*limit) : otherwise;
}

std::size_t title_limit(const DeskSettings& desk) { return limit_of(desk, "title_limit", max_title); }

// An operator's template may end with the resource: shorten the rule, so that the resource is not cut off.
std::string fitting_title(const std::string& text, const TicketFacts& ticket) {
    std::string title = one_line(fill(text, ticket));
    constexpr std::size_t min = 12;
    const std::size_t has = count_characters(title), rule = count_characters(ticket.alert.rule);
    if (has > ticket.title_room && rule > min) {
        const std::size_t excess = has - ticket.title_room;
        TicketFacts shorter = ticket;
        shorter.alert.rule = cut_to_characters(ticket.alert.rule, rule > excess + min ? rule - excess : min);
        title = one_line(fill(text, shorter));
    }
    return cut_to_characters(title, ticket.title_room);
}

std::string fitting_description(const DeskSettings& desk, TicketFacts& ticket) {
    const std::size_t max = limit_of(desk, "description_limit", max_description_bytes);
    const auto fits = [&](const std::string& text) {
        return count_characters(text) <= max && text.size() <= max_description_bytes;
    };
    std::string text = fill(desk.description_template, ticket);
    for (int i = 0; i < max_shortening_rounds && !fits(text); ++i) {
        const std::size_t has = count_characters(text);
        const std::size_t excess =
            std::max(has > max ? has - max : 0,
                     text.size() > max_description_bytes ? text.size() - max_description_bytes : std::size_t{0});
        if (!shorten(ticket.alert, excess)) break;
        text = fill(desk.description_template, ticket);
    }
    return cut(cut_to_characters(text, max), max_description_bytes);
}

}  // namespace

NewIncident draft_incident(const Alert& alert, const DeskSettings& desk, std::string key,
                           std::optional<ConfigurationItem> ci, const std::vector<std::string>& remarks) {
    NewIncident incident;
    incident.key = std::move(key);
    TicketFacts ticket{alert, affected_by(alert, ci), remarks, desk.kind_templates, title_limit(desk)};
    incident.title = fitting_title(desk.title_template, ticket);
    if (incident.title.empty()) incident.title = "Azure Monitor alert";
    incident.description = fitting_description(desk, ticket);
    const std::string level = alert.severity ? "Sev" + std::to_string(static_cast<int>(*alert.severity)) : "none";
    const auto at = desk.severities.find(level);
    const ImpactUrgency impact_urgency = at == desk.severities.end() ? default_severities().at(level) : at->second;
    incident.impact = impact_urgency.impact;
    incident.urgency = impact_urgency.urgency;
    incident.ci = std::move(ci);
    return incident;
}

}  // namespace secure_export

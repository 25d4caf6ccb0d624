// Templates of an operator, filled with what a stranger's alert says: "TEMPLATE\n---\nVALUE".

#include "core/field_templates.h"
#include "core/limits.h"
#include "core/templates.h"
#include "core/text.h"
#include "tests/fuzz/fuzz.h"

using namespace secure_export;

namespace {

// One in which every field says `value`.
Alert alert_that_says(const std::string& value) {
    Alert alert;
    alert.form = Form::common;
    alert.alert_id = alert.rule = alert.rule_id = alert.description = alert.severity_text = value;
    alert.signal_type = alert.monitoring_service = alert.fired_text = alert.resolved_text = value;
    alert.target_ids = {value, "/subscriptions/" + value};
    alert.configuration_items = {value};
    alert.facts = {{value, value}};
    alert.links = {{value, value}};
    alert.custom_properties = {{value, value}};
    return alert;
}

bool one_line_of(std::string_view text) { return text == one_line(text); }

// Text from outside, as people get to see it.
void check_clean(std::string_view text) {
    const std::string lines = clean_lines(text), line = one_line(text);
    MUST_HOLD(clean_lines(lines) == lines && one_line(line) == line && one_line(lines) == line);
    MUST_HOLD(fuzz::is_utf8(lines));
    for (const char c : lines)
        MUST_HOLD(c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    MUST_HOLD(line.find_first_of("\n\t") == line.npos && lower(line).find("[code]") == line.npos);
    for (const std::size_t max : {std::size_t{16}, line.size() / 2, line.size() - line.size() / 7}) {
        const std::string part = cut(line, max);
        MUST_HOLD(part.size() <= max && one_line(part) == part);
    }
}

void check_draft(std::string_view text, const std::string& value) {
    DeskSettings desk;
    desk.title_template = desk.description_template = text;
    const NewIncident incident = draft_incident(alert_that_says(value), desk, "azm-1", std::nullopt, {value});
    MUST_HOLD(!incident.title.empty() && incident.title.size() <= 4 * max_title);
    MUST_HOLD(one_line_of(incident.title));
    MUST_HOLD(incident.description.size() <= max_description_bytes);
    if (fuzz::is_utf8(text) && fuzz::is_utf8(value))
        MUST_HOLD(fuzz::is_utf8(incident.title) && fuzz::is_utf8(incident.description));
    MUST_HOLD(incident.impact >= 1 && incident.impact <= 5 && incident.urgency >= 1 && incident.urgency <= 5);
}

// The same template as the value of a field.
void check_field(std::string_view text, const std::string& value) {
    Route route;
    route.fields = {{"field", std::string(text)}};
    const DeskFields fields = fields_of_new(alert_that_says(value), DeskSettings(), &route);
    const auto at = fields.values.find("field");
    if (at == fields.values.end()) {
        MUST_HOLD(is_template(text) && fields.from_alert.empty());
        return;
    }
    MUST_HOLD(is_template(text) ? at->second.size() <= max_description_bytes : at->second == text);
    const auto ranges = fields.from_alert.find("field");
    if (ranges == fields.from_alert.end()) return;
    std::size_t end = 0;
    for (const TextRange& range : ranges->second) {
        MUST_HOLD(end <= range.begin && range.begin <= range.end && range.end <= at->second.size());
        const std::string part = at->second.substr(range.begin, range.end - range.begin);
        if (fuzz::is_utf8(text) && fuzz::is_utf8(value)) MUST_HOLD(clean_lines(part) == part);
        end = range.end;
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::text_of(data, size);
    const std::string_view text = fuzz::take(rest, "\n---\n");
    const std::string value(rest);
    check_clean(value);

    const Outcome good = check_template(text);
    if (!good) {
        MUST_HOLD(good.error().fault == Fault::invalid && good.error().message.starts_with("line "));
        MUST_HOLD(one_line_of(good.error().message));
        check_draft(text, value);  // settings of another program: filling must not fail even then
        return 0;
    }
    // With values that are words, nothing of the template language is left over, and no value is filled in again.
    const std::string filled = fill_template(text, alert_that_says("word"), {"word"});
    MUST_HOLD(filled.find("{{") == filled.npos);
    MUST_HOLD(filled.find("\n\n\n") == filled.npos && !filled.ends_with('\n') && !filled.starts_with('\n'));
    const std::string braces = fill_template("{{rule}}", alert_that_says("{{alert_id}}"), {});
    MUST_HOLD(braces == "{{alert_id}}");
    // A line whose fields are all empty goes, so an alert that says nothing leaves the template's own text at most.
    MUST_HOLD(fill_template(text, Alert{}, {}).size() <= text.size() + 2 * max_title * (1 + text.size() / 4));
    check_draft(text, value);
    check_field(text, value);
    return 0;
}

#include "core/notes.h"

#include "core/affected.h"
#include "core/happening.h"
#include "core/portal.h"
#include "core/text.h"
#include "core/ticket_limits.h"
#include "core/title.h"

namespace secure_export {
namespace {

void add_line(std::string& text, const std::string& label, const std::string& value) {
    if (!value.empty()) text += "\n" + label + (label.empty() ? "" : ": ") + cut(value, max_note_line_bytes);
}

// What Microsoft writes anew in each message about a happening.
bool is_message(const Fact& fact) { return fact.label == "Communication" || fact.label == "Details"; }

bool is_new_each_time(const Fact& fact) {
    return fact.label.starts_with("Result") || fact.label.starts_with("Dimensions") || fact.label.starts_with("Event ");
}

std::string resources(const Alert& alert) {
    const Affected affected = affected_by(alert, std::nullopt);
    std::string all = affected.name;
    for (std::size_t i = 0; i < affected.others.size() && i < max_note_resources; ++i) all += ", " + affected.others[i];
    if (affected.others.size() > max_note_resources)
        all += " and " + std::to_string(affected.others.size() - max_note_resources) + " more";
    return all;
}

std::string best_link(const Alert& alert) {
    for (const Fact& link : alert.links)
        if (link.label.starts_with("Search results") && link.value.size() <= max_note_link_bytes) return link.value;
    return alert_page(alert);
}

}  // namespace

std::string length_in_words(Seconds length) {
    const auto seconds = length.count();
    const auto two = [](long long big, const char* big_unit, long long small, const char* small_unit) {
        std::string text = std::to_string(big) + " " + big_unit;
        if (small) text += " " + std::to_string(small) + " " + small_unit;
        return text;
    };
    if (seconds < 60) return std::to_string(seconds) + " s";
    if (seconds < 3600) return two(seconds / 60, "min", seconds < 600 ? seconds % 60 : 0, "s");
    if (seconds < 86400) return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    return two(seconds / 86400, seconds < 2 * 86400 ? "day" : "days", seconds % 86400 / 3600, "h");
}

std::string fired_again_text(const Alert& alert, const std::string& when, const std::string& severity_before) {
    const bool news = is_of_happening(alert);
    std::string text = "Azure Monitor: " + (news ? news_line(alert) + ", " : "fired again ") + when;
    const std::string severity = severity_of(alert);
    if (!severity_before.empty() && !severity.empty() && !same_ignoring_case(severity_before, severity))
        add_line(text, "Severity", severity + ", before: " + severity_before);
    add_line(text, "", alert.happened);
    add_line(text, "Resource", resources(alert));
    for (const Fact& fact : alert.facts)
        if (is_new_each_time(fact) || (news && is_message(fact))) add_line(text, fact.label, fact.value);
    text += "\nLink: " + best_link(alert);
    return text;
}

std::string resolved_text(const Alert& alert, const std::string& when, std::optional<Time> fired,
                          std::optional<Time> resolved) {
    std::string text = "Azure Monitor: condition resolved " + when;
    if (is_of_happening(alert)) {
        text += "\n" + cut(news_line(alert), max_note_line_bytes);
        for (const Fact& fact : alert.facts)
            if (is_message(fact)) add_line(text, fact.label, fact.value);
        return text;
    }
    if (fired && resolved && *fired <= *resolved)
        text += ", after " + length_in_words(std::chrono::duration_cast<Seconds>(*resolved - *fired));
    if (!alert.metric_value.empty())
        text +=
            "\nLast value: " + alert.metric_value + (alert.threshold.empty() ? "" : " (limit " + alert.threshold + ")");
    return text;
}

}  // namespace secure_export

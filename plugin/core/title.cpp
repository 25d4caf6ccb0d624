#include "core/title.h"

#include <algorithm>

#include "core/text.h"

namespace secure_export {
namespace {

std::string operation_in_front(const Alert& alert) {
    // An alert without a rule's name is titled by its operation.
    if (alert.rule.empty() || (alert.rule.find(' ') == alert.rule.npos && alert.rule.find('/') != alert.rule.npos))
        return alert.operation;
    // The older form has no rule; the text in its place says what happened.
    return alert.form == Form::activity_log ? alert.rule : alert.rule + ": " + alert.operation;
}

std::string what_is_wrong(const Alert& alert) {
    if (alert.kind == TicketKind::smart_detection && !alert.headline.empty() && !alert.rule.empty())
        return alert.rule + ": " + alert.headline;
    if (!alert.headline.empty()) return alert.headline;
    if (!alert.operation.empty()) return operation_in_front(alert);
    // The older form has the event's text instead of a rule: its first sentence says what happened.
    if (alert.form == Form::activity_log && alert.kind == TicketKind::activity) return first_sentence(alert.rule);
    if (!alert.rule.empty()) return alert.rule;
    if (!alert.happened.empty() && alert.kind != TicketKind::other) return alert.happened;
    return alert.monitoring_service.empty() ? "Azure Monitor alert" : alert.monitoring_service + " alert";
}

}  // namespace

std::string first_sentence(const std::string& text) {
    constexpr std::size_t min = 12;  // bytes: "Dr. No" is no sentence
    const std::size_t end = text.find(". ", min);
    return end == std::string::npos ? text : text.substr(0, end);
}

std::string severity_of(const Alert& alert) {
    return alert.severity ? "Sev" + std::to_string(static_cast<int>(*alert.severity)) : alert.severity_text;
}

std::string title_of(const Alert& alert, const Affected& affected, std::size_t max) {
    if (alert.form == Form::unknown && alert.progress.kind != Progress::Kind::issue)
        return "Azure Monitor: a body that is not a known alert form";
    std::string front = alert.test ? "[Test] " : "";
    if (const std::string severity = severity_of(alert); !severity.empty()) front += "[" + cut(severity, 20) + "] ";
    // A name may have any length; it gets at most half of the title.
    const std::string name = cut_to_characters(one_line(affected.name), std::max<std::size_t>(max / 2, 8));
    if (!alert.state.empty() && !name.empty()) return cut_to_characters(front + name + " " + alert.state, max);
    std::string what = one_line(what_is_wrong(alert)), end;
    if (!name.empty())
        while (what.ends_with('.')) what.pop_back();  // more follows
    // A rule named like the resource does not say what is wrong.
    if (same_ignoring_case(what, name) && !alert.happened.empty()) what += ": " + alert.happened;
    if (!alert.part.empty() && !names(what, alert.part) && !same_ignoring_case(alert.part, name))
        end += (alert.kind == TicketKind::service_health ? " - " : ": ") +
               cut_to_characters(alert.part, std::max<std::size_t>(max / 3, 8));
    const std::string on = name.empty() ? "" : " on " + name;
    const std::string others =
        affected.others.empty() ? "" : " and " + std::to_string(affected.others.size()) + " more";
    std::string addition = alert.addition.empty() || names(what, alert.addition)
                               ? ""
                               : " (" + cut_to_characters(alert.addition, std::max<std::size_t>(max / 4, 8)) + ")";
    const auto fits = [&](const std::string& tail) { return count_characters(front + what + tail) <= max; };
    // Many rules are named after the resource: then it is not repeated, unless cutting the rule would lose it.
    const bool said = names(what, name) && fits(end + others + addition);
    std::string tail = end + (said ? "" : on) + others + addition;
    const std::size_t fixed = count_characters(front + tail), room = max > fixed ? max - fixed : 0;
    constexpr std::size_t min = 12;  // characters of a rule that say something
    if (!fits(tail) && room < min) tail = end + on;
    const std::size_t now = count_characters(front + tail);
    if (!fits(tail)) what = cut_to_characters(what, max > now ? max - now : 0);
    return cut_to_characters(front + what + tail, max);
}

}  // namespace secure_export

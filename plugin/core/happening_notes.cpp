#include "core/happening_notes.h"

#include "core/affected.h"
#include "core/notes.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "core/ticket_limits.h"
#include "core/title.h"

namespace secure_export {
namespace {

std::string alerts(int count) { return std::to_string(count) + (count == 1 ? " alert" : " alerts"); }

std::string fire(int count) { return alerts(count) + (count == 1 ? " of it fires" : " of it fire"); }

std::string line(const std::string& label, const std::string& value) {
    return value.empty() ? "" : "\n" + label + ": " + cut(value, max_note_line_bytes);
}

std::string about(const Alert& alert) {
    return line("Rule", one_line(alert.rule)) + line("Severity", severity_of(alert)) +
           line("Resource", affected_by(alert, std::nullopt).name) +
           (alert.happened.empty() ? "" : "\n" + cut(alert.happened, max_note_line_bytes));
}

std::string note_span(Milliseconds length) { return length_in_words(std::chrono::duration_cast<Seconds>(length)); }

}  // namespace

std::string joined_text(const Alert& alert, const std::string& when, const HappeningState& is) {
    return "Azure Monitor: another alert of this incident fired " + when + about(alert) + "\nNow " + fire(is.members) +
           " (" + cut(is.what, max_note_line_bytes) + ")";
}

std::string left_text(const Alert& alert, const std::string& when, const HappeningState& is) {
    return "Azure Monitor: an alert of this incident is over " + when + about(alert) + "\nStill " + fire(is.members) +
           ": the incident stays open";
}

std::string list_text(const std::vector<ListedAlert>& listed, int count, const HappeningState& is) {
    std::string text = "Azure Monitor: " + alerts(count) + " of this incident came or went; now " + fire(is.members);
    for (const ListedAlert& one : listed) {
        std::string about = one.severity.empty() ? "" : "[" + one.severity + "] ";
        about += one.rule.empty() ? "an alert" : one_line(one.rule);
        if (!one.resource.empty()) about += " on " + std::string(name_of_resource(one.resource));
        text += "\n" + std::string(one.fires ? "fires: " : "over: ") + cut(about, max_note_line_bytes);
    }
    if (count > static_cast<int>(listed.size()))
        text += "\nand " + std::to_string(count - static_cast<int>(listed.size())) + " more";
    return text;
}

std::string flapping_text(const HappeningState& is, const Flapping& policy) {
    return "Azure Monitor: this alert flaps: it began and ended " + std::to_string(policy.changes) +
           " times or more within " + note_span(policy.within) +
           ". The incident stays open until it is calm; a note tells once an hour how it is\nNow " + fire(is.members);
}

std::string calm_text(const HappeningState& is, const Flapping& policy) {
    return "Azure Monitor: the alert does not flap any more: fewer than " + std::to_string(policy.changes) +
           " changes within " + note_span(policy.within) + "\nNow " + fire(is.members);
}

void tell_storm(Alert& alert, const std::string& route, const MaxTickets& policy) {
    alert.headline = "Many alerts: more than " + std::to_string(policy.count) + " incidents within " +
                     note_span(policy.per) + " on route \"" + route + "\"";
    alert.state.clear();
    alert.part.clear();
    alert.addition.clear();
    alert.operation.clear();
    alert.notes.emplace_back(
        "This incident stands for all further alerts of the route; they are listed in its notes, and it is "
        "resolved when all of them are over.  The first of them is described here");
}

}  // namespace secure_export

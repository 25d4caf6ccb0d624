// The lines of a replay for a terminal: what it covers, the counts of each day and route, and what differs.

#include <algorithm>

#include "admin/limits.h"
#include "admin/lines.h"
#include "admin/render.h"
#include "core/audit_event_types.h"
#include "core/text.h"

namespace secure_export::admin::lines {
namespace {

using json::member;
using json::scalar;
using json::text;

constexpr std::size_t indent = 4;

std::string figure(const Json::Value& facts, const char* name) { return scalar(member(facts, name)); }
int count(const Json::Value& facts, const char* name) { return member(facts, name).asInt(); }

std::string rows_as_table(const std::vector<std::string>& columns, const Json::Value& rows, const Asked& asked) {
    std::vector<Cells> cells;
    for (const Json::Value& row : rows) {
        Cells& of_row = cells.emplace_back();
        for (const std::string& column : columns) of_row.emplace_back(scalar(member(row, column.c_str())));
    }
    TableLook look;
    look.width = asked.width;
    std::string table = render(Format::table, columns, cells, look).body;
    while (table.ends_with('\n')) table.pop_back();
    return table;
}

std::string fates(const Json::Value& list) {
    std::string words;
    for (const Json::Value& fate : list) {
        const std::string incident = text(fate, "incident"), what = text(fate, "what");
        words += (words.empty() ? "" : ", ") +
                 (what == name_of(AuditEventType::nothing_to_do) ? "nothing to do" : what) +
                 (incident.empty() ? "" : " " + incident);
    }
    return words.empty() ? "nothing yet" : words;
}

std::string because_in_words(const std::string& because) {
    if (because == "settings") return "the settings of the replay";
    if (because == "earlier_settings") return "worked on before the settings in force were saved";
    if (because == "late_work") return "worked on late, because a desk was away or it was parked";
    if (because == "operator") return "an operator dropped it or forgot the alert";
    if (because == "people") return "people left its incident open in the desk";
    if (because == "began_before") return "its incident began before the messages that were read";
    return "no known reason";
}

std::string covered(const Json::Value& facts) {
    std::string lines = "replayed " + figure(facts, "deliveries") + " deliveries from " + text(facts, "since") +
                        " to " + text(facts, "until") +
                        (member(facts, "edited").asBool() ? " by the settings given" : " by the settings in force") +
                        "; nothing was sent or saved";
    if (!member(facts, "complete").asBool())
        lines += "\nthere are more: only the oldest were replayed; choose a shorter period or a greater limit";
    if (count(facts, "run_in"))
        lines += "\n" + figure(facts, "run_in") +
                 " earlier ones were played so that it is known what was open; they are not counted";
    if (count(facts, "repeats")) lines += "\n" + figure(facts, "repeats") + " repeats were left out";
    if (count(facts, "unfinished"))
        lines += "\n" + figure(facts, "unfinished") + " wait or are parked: they are not compared";
    if (count(facts, "skipped"))
        lines += "\n" + figure(facts, "skipped") +
                 " were skipped: their connection is not in the settings, or their body cannot be read";
    if (!member(facts, "settings_changed_at").isNull())
        lines += "\nthe settings in force were saved at " + text(facts, "settings_changed_at") +
                 ": what came before was worked on by earlier ones";
    return lines;
}

std::string differing(const Json::Value& facts, const Asked& asked) {
    std::string lines = figure(facts, "same") + " as it happened, " + figure(facts, "different") + " different";
    const Json::Value& because = member(facts, "because");
    for (const std::string& why : because.getMemberNames())
        lines += "\n    " + scalar(because[why]) + ": " + because_in_words(why);
    const Json::Value& list = member(facts, "differences");
    for (const Json::Value& one : list) {
        const std::string why = text(one, "why");
        const std::string line = "d" + figure(one, "delivery") + "  " + text(one, "received_at") + "  " +
                                 one_line(text(one, "rule")) + ": " + fates(member(one, "before")) + " -> " +
                                 fates(member(one, "after")) + (why.empty() ? "" : " (" + one_line(why) + ")");
        lines += "\n" + (asked.width ? wrapped(line, *asked.width, indent) : line);
    }
    if (static_cast<int>(list.size()) < count(facts, "different"))
        lines += "\nand " + std::to_string(count(facts, "different") - static_cast<int>(list.size())) + " more";
    return lines;
}

std::string open_now(const Json::Value& facts, const Asked& asked) {
    if (!member(facts, "edited").asBool()) return "";
    std::string lines = "\n\n" + figure(facts, "open_different") + " of " + figure(facts, "open_looked_at") +
                        " open incidents would be treated differently";
    for (const Json::Value& one : member(facts, "open")) {
        const std::string line = text(one, "number") + "  " + one_line(text(one, "title")) +
                                 "; now: " + text(one, "before") + "; then: " + text(one, "after");
        lines += "\n" + (asked.width ? wrapped(line, *asked.width, indent) : line);
    }
    return lines;
}

}  // namespace

std::string replay(const Json::Value& facts, const Asked& asked) {
    static const std::vector<std::string> of_route{"day",
                                                   "connection",
                                                   "route",
                                                   "messages",
                                                   std::string(name_of(AuditEventType::opened)),
                                                   std::string(name_of(AuditEventType::reopened)),
                                                   "grouped",
                                                   std::string(name_of(AuditEventType::held)),
                                                   "never_opened",
                                                   "summary",
                                                   std::string(name_of(AuditEventType::resolved)),
                                                   "refused"};
    static const std::vector<std::string> of_day{"day",       "opened_then",   "opened_now",  "notes_then",
                                                 "notes_now", "resolved_then", "resolved_now"};
    std::string lines = covered(facts);
    if (!member(facts, "rows").empty()) lines += "\n\n" + rows_as_table(of_route, member(facts, "rows"), asked);
    if (!member(facts, "days").empty()) lines += "\n\n" + rows_as_table(of_day, member(facts, "days"), asked);
    return lines + "\n\n" + differing(facts, asked) + open_now(facts, asked);
}

}  // namespace secure_export::admin::lines

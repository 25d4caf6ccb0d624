#include "admin/lines.h"

#include <algorithm>

#include "admin/limits.h"
#include "admin/render.h"
#include "core/exchange.h"
#include "core/text.h"

namespace secure_export::admin::lines {

namespace {

using json::member;
using json::scalar;
using json::text;

std::string number(const Json::Value& facts, const char* name) { return scalar(member(facts, name)); }

bool yes(const Json::Value& facts, const char* name) { return member(facts, name) == Json::Value(true); }

// The lines of a check, each preceded by a line break.
std::string checked(const Json::Value& check) {
    std::string lines;
    for (const Json::Value& line : check) {
        const std::string remedy = text(line, "remedy");
        lines += std::string(yes(line, "good") ? "\nok    " : "\nfail  ") + text(line, "what") +
                 (remedy.empty() ? "" : ": " + remedy);
    }
    return lines;
}

// Inserts a blank after each comma, so that lines can be broken there.
std::string spaced(const std::string& json) {
    std::string text;
    for (const char c : json) text += c == ',' ? std::string(", ") : std::string(1, c);
    return text;
}

constexpr std::size_t audit_indent = 4, kind_indent = 8;

std::string option_of_kind(const Json::Value& option, std::size_t width) {
    const std::string usual = json::write(member(option, "default")), below = "\n" + std::string(kind_indent, ' ');
    return "\n    " + text(option, "name") + (yes(option, "required") ? " (needed)" : "") + below +
           wrapped(text(option, "meaning"), width, kind_indent) +
           (usual == "\"\"" || usual == "{}" ? "" : below + wrapped("default " + spaced(usual), width, kind_indent));
}

bool same_alert(const Json::Value& one, const Json::Value& other) {
    return text(one, "connection") == text(other, "connection") && text(one, "alert_key") == text(other, "alert_key");
}

std::string alert_heading(const Json::Value& event) {
    std::string lines = "alert " + one_line(text(event, "alert_key")) + "\nconnection " + text(event, "connection");
    for (const char* name : {"rule", "severity", "resource"})
        if (const std::string value = text(event, name); !value.empty())
            lines += "\n" + std::string(name) + " " + one_line(value);
    return lines + "\n\n";
}

std::string event_line(const Json::Value& event) {
    std::string what = text(event, "what");
    what.resize(std::max<std::size_t>(what.size(), 14), ' ');
    const std::string delivery = number(event, "delivery");
    return text(event, "at") + "  " + what + (delivery.empty() ? "  " : "  [delivery " + delivery + "] ") +
           one_line(text(event, "detail"));
}

std::string of_secret(const Json::Value& facts) {
    return "secret \"" + text(facts, "field") + "\" of desk \"" + text(facts, "desk") + "\": ";
}

}  // namespace

std::string document(const Json::Value& facts, const Asked&) { return json::write_indented(facts); }

std::string status(const Json::Value& facts, const Asked&) { return "version " + text(facts, "version"); }

std::string backup(const Json::Value& facts, const Asked&) {
    std::string names;
    for (const Json::Value& file : member(facts, "files")) names += (names.empty() ? "" : ", ") + scalar(file);
    return "copied " + names;
}

std::string saved_settings(const Json::Value& facts, const Asked&) {
    const Json::Value& counts = member(facts, "counts");
    const std::string counted =
        number(counts, "connections") + " connection(s), " + number(counts, "desks") + " desk(s)";
    std::string lines;
    if (yes(facts, "valid"))
        lines = "the document is valid: " + counted + "; nothing was saved";
    else if (yes(facts, "changed"))
        lines = "saved as version " + number(facts, "version") + ": " + counted;
    else
        lines = "unchanged: these settings are in force already (version " + number(facts, "version") + ")";
    for (const Json::Value& test : member(facts, "desks"))
        lines += "\ndesk \"" + text(test, "desk") + "\"" + checked(member(test, "lines"));
    return lines;
}

std::string history(const Json::Value& facts, const Asked&) {
    std::string lines;
    for (const Json::Value& row : member(facts, "rows")) {
        lines += (lines.empty() ? "" : "\n") + number(row, "version") + "  " + text(row, "changed_at") + "  " +
                 text(row, "changed_by");
        for (const Json::Value& change : member(row, "changes")) lines += "\n    " + scalar(change);
    }
    return lines;
}

// In the format of the settings document (settings/document.h).
std::string old_settings(const Json::Value& facts, const Asked&) {
    return json::write_indented(member(facts, "document"));
}

std::string undone(const Json::Value& facts, const Asked&) {
    return "version " + number(facts, "undone") + " is undone: saved as version " + number(facts, "version");
}

std::string desk_kinds(const Json::Value& facts, const Asked& asked) {
    const std::size_t width = asked.width.value_or(usual_width);
    std::string lines;
    for (const Json::Value& kind : facts) {
        lines += (lines.empty() ? "" : "\n\n") + text(kind, "name") + ": " + text(kind, "title");
        for (const Json::Value& option : member(kind, "options")) lines += option_of_kind(option, width);
        for (const Json::Value& secret : member(kind, "secrets"))
            lines += "\n    secret " + text(secret, "name") + "\n" + std::string(kind_indent, ' ') +
                     wrapped(text(secret, "meaning"), width, kind_indent);
    }
    return lines;
}

std::string template_fields(const Json::Value& facts, const Asked&) {
    std::string lines;
    for (const Json::Value& field : facts)
        lines += (lines.empty() ? "" : "\n") + text(field, "name") + ": " + text(field, "meaning");
    return lines;
}

std::string ticket_kinds(const Json::Value& facts, const Asked&) {
    std::string lines;
    for (const Json::Value& kind : facts)
        lines += (lines.empty() ? "" : "\n") + text(kind, "name") + ": " + text(kind, "meaning") + "\n" +
                 text(kind, "template");
    return lines;
}

std::string secret_set(const Json::Value& facts, const Asked&) { return of_secret(facts) + "set"; }
std::string secret_removed(const Json::Value& facts, const Asked&) { return of_secret(facts) + "removed"; }

std::string key_rotated(const Json::Value& facts, const Asked&) {
    return number(facts, "encrypted") +
           " secret(s) are encrypted with a new key; the old one was removed from the key file";
}

std::string desk_check(const Json::Value& facts, const Asked&) {
    const std::string lines = checked(facts);
    return lines.empty() ? "" : lines.substr(1);
}

// An empty list does not name what was searched for, so that is taken from the query.
std::string cis(const Json::Value& facts, const Asked& asked) {
    if (facts.empty()) return "the desk has none of that " + query_value(asked.query, "by").value_or("name");
    std::string lines;
    for (const Json::Value& ci : facts)
        lines +=
            (lines.empty() ? "" : "\n") + text(ci, "id") + "  " + one_line(text(ci, "name")) + "  " + text(ci, "class");
    return lines;
}

std::string imported(const Json::Value& facts, const Asked&) {
    return number(facts, "added") + " added, " + number(facts, "changed") + " changed, " + number(facts, "unchanged") +
           " unchanged" + (yes(facts, "saved") ? "" : "; nothing was saved");
}

std::string explanation(const Json::Value& facts, const Asked& asked) {
    std::string lines;
    Json::ArrayIndex alerts = 0;
    for (Json::ArrayIndex i = 0; i < facts.size(); ++i) {
        if (i == 0 || !same_alert(facts[i - 1], facts[i])) {
            ++alerts;
            lines += (i == 0 ? "" : "\n") + alert_heading(facts[i]);
        }
        const std::string line = event_line(facts[i]);
        lines += (asked.width ? wrapped(line, *asked.width, audit_indent) : line) + "\n";
    }
    if (!lines.empty()) lines.pop_back();
    return alerts > 1 ? std::to_string(alerts) + " alerts may be meant:\n\n" + lines : lines;
}

std::string retried_all(const Json::Value& facts, const Asked&) {
    return number(facts, "retried") + " parked item(s) will be tried again";
}

std::string retried(const Json::Value& facts, const Asked&) {
    return "delivery " + number(facts, "delivery") + " will be tried again";
}

std::string dropped(const Json::Value& facts, const Asked&) {
    const std::string found = text(facts, "found");
    return "delivery " + number(facts, "delivery") + " is dropped; its alert keeps the reason" +
           (found.empty() ? "" : "\n" + found);
}

std::string forgotten(const Json::Value& facts, const Asked&) {
    return "forgotten: when " + number(facts, "forgotten") +
           " alert(s) fired and resolved. The next news of them counts as new; incidents that are open stay with them";
}

std::string pinned(const Json::Value& facts, const Asked&) {
    return text(facts, "resource") + " is bound to " + text(member(facts, "ci"), "name") +
           " until this is changed by hand";
}

std::string unpinned(const Json::Value& facts, const Asked&) {
    return text(facts, "resource") + " will be looked up again";
}

std::string dry_run(const Json::Value& facts, const Asked&) {
    const Json::Value &route = member(facts, "route"), &ci = member(facts, "ci");
    std::string lines = text(facts, "why") + "\nalert     " + one_line(text(facts, "alert_key")) + "\nroute     " +
                        (route.isNull() ? "-" : scalar(route)) + "\ndesk      " + text(facts, "desk") + "\nkey       " +
                        text(facts, "desk_key") + "\nCI        " +
                        (ci.isNull() ? std::string("none: ") : text(ci, "name") + " (" + text(ci, "id") + "), by ") +
                        text(facts, "ci_reason");
    for (const Json::Value& field : member(facts, "fields"))
        lines += "\n\n" + text(field, "name") + "\n" + text(field, "value");
    for (const Json::Value& problem : member(facts, "problems")) lines += "\n\nproblem: " + scalar(problem);
    return lines;
}

}  // namespace secure_export::admin::lines

#include "inbound/issue.h"

#include <algorithm>

#include "core/text.h"
#include "inbound/fields.h"
#include "inbound/limits.h"

namespace secure_export::inbound {
namespace {

constexpr std::string_view accounts = "microsoft.monitor/accounts/", issues = "issues";

struct Mention {
    bool found = false;
    std::string id;  // the issue's resource id, lower case; may be empty
};

std::size_t find_ignoring_case(std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; };
    const auto at = std::search(text.begin(), text.end(), word.begin(), word.end(), same);
    return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

// "microsoft.monitor/accounts/issues", or an id ".../microsoft.monitor/accounts/NAME/issues/ID...", also inside a URL.
Mention mention_in(std::string_view raw) {
    const std::size_t provider = find_ignoring_case(raw, "microsoft.monitor");
    if (provider == std::string_view::npos) return {};
    std::string text = lower(raw.substr(0, max_link));
    for (std::size_t at = 0; (at = text.find("%2f", at)) != std::string::npos; ++at) {
        text[at] = '/';
        text.erase(at + 1, 2);
    }
    const std::size_t start = text.find(accounts);
    if (start == std::string::npos) return {};
    const std::string_view rest = std::string_view(text).substr(start + accounts.size());
    const auto is_end = [](char c) { return c == '/' || c == '?' || c == '#' || c == '&' || c == '"' || c == ' '; };
    const auto segment = [&](std::string_view from) {
        return from.substr(0, static_cast<std::size_t>(std::find_if(from.begin(), from.end(), is_end) - from.begin()));
    };
    const std::string_view first = segment(rest);
    if (first == issues) return {true, {}};
    const std::string_view after = rest.substr(std::min(rest.size(), first.size() + 1)), second = segment(after);
    if (second != issues) return {};
    const std::string_view id = segment(after.substr(std::min(after.size(), second.size() + 1)));
    if (id.empty()) return {true, {}};
    const std::size_t end = static_cast<std::size_t>(id.data() + id.size() - text.data());
    std::size_t begin = text.rfind("/subscriptions/", start);
    if (begin == std::string::npos) begin = start;
    return {true, text.substr(begin, end - begin)};
}

void add(Mention& all, std::string_view text) {
    if (!all.id.empty()) return;
    Mention one = mention_in(text);
    all.found = all.found || one.found;
    if (!one.id.empty()) all.id = std::move(one.id);
}

// "IssueStatus" and "issue_status" as "issuestatus".
std::string bare(std::string_view name) {
    std::string all;
    for (const char c : lower(name))
        if (c != '_' && c != '-' && c != ' ' && c != '.') all += c;
    return all;
}

// The first of the members `names`, of objects inside one another, the outer ones first; lists are left out, since they
// tell of other things: alerts of the issue, former values.
std::string named(const json::View& root, std::initializer_list<std::string_view> names, std::size_t max) {
    for (const std::string_view name : names) {
        std::vector<json::View> level{root};
        for (int depth = 0; depth <= max_plain_depth && !level.empty(); ++depth) {
            std::vector<json::View> next;
            for (const json::View& object : level)
                for (const auto& [key, value] : object.members()) {
                    if (bare(key) == name) {
                        std::string text =
                            value.is_object() ? string_field(value, "value", max) : clean_text(value.scalar(), max);
                        if (!text.empty()) return text;
                    }
                    if (value.is_object() && next.size() < max_plain_elements) next.push_back(value);
                }
            level = std::move(next);
        }
    }
    return {};
}

}  // namespace

void tell_issue(Alert& alert) {
    if (alert.progress.kind != Progress::Kind::issue) return;
    const std::string& status = alert.progress.status;
    alert.happened = alert.headline + (status.empty() ? "; this body does not say its status, so that its end will not "
                                                        "be noticed: later messages are notes here"
                                                      : "; status: " + status);
}

bool note_issue(Alert& alert, const json::View& body, const json::View& context, bool anywhere) {
    Mention mention;
    for (const std::string& id : alert.target_ids) add(mention, id);
    for (const std::string* id : {&alert.alert_id, &alert.rule_id, &alert.monitoring_service}) add(mention, *id);
    if (anywhere) {
        std::size_t count = 0;
        body.each_text([&](std::string_view text, std::string_view) {
            if (++count <= max_texts) add(mention, text);
        });
    }
    if (!mention.found) return false;

    // The common schema's essentials say how the alert is, not how the issue is.
    const json::View said_of_issue = context.is_object() ? context : alert.form == Form::unknown ? body : json::View();
    Progress& progress = alert.progress;
    progress.kind = Progress::Kind::issue;
    progress.id = mention.id.empty() ? named(said_of_issue, {"issueresourceid", "issueid", "id", "issuename"}, max_name)
                                     : mention.id;
    progress.status = one_line(named(said_of_issue, {"issuestatus", "status", "issuestate", "state"}, max_name));
    if (alert.severity_text.empty()) {
        alert.severity_text = one_line(named(said_of_issue, {"issueseverity", "severity"}, max_name));
        alert.severity = severity_named(alert.severity_text);
    }
    const std::string title =
        one_line(named(said_of_issue, {"issuetitle", "title", "issuename", "displayname"}, max_name));
    alert.headline = title.empty() ? "Azure Monitor issue" : "Issue: " + title;
    if (alert.rule.empty()) alert.rule = title;
    const std::string updated =
        named(said_of_issue,
              {"lastupdatedtime", "lastmodifiedtime", "updatedat", "lastmodifieddatetime", "eventtimestamp"}, max_name);
    const std::optional<Time> at = time_in(updated);
    if (alert.condition == Condition::fired && at && (!alert.fired_at || *alert.fired_at < *at)) {
        alert.fired_text = updated;
        alert.fired_at = at;
    }
    return true;
}

}  // namespace secure_export::inbound

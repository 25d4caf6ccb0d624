#include "adapters/desks/itop/notes.h"

#include <algorithm>
#include <string_view>

#include "adapters/desks/itop/html_text.h"
#include "adapters/desks/itop/limits.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::itop {
namespace {

bool written_alike(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" .,:/()+-").find(c) != std::string_view::npos;
}

}  // namespace

Json::Value log_entry(const std::string& text) {
    Json::Value log(Json::objectValue);
    log["add_item"]["message"] = html_of(text);
    log["add_item"]["format"] = "html";
    return log;
}

std::vector<std::string> entries_of(const Json::Value& log) {
    std::vector<std::string> texts;
    const Json::Value& entries = json::member(log, "entries");
    if (!entries.isArray()) return texts;
    for (const Json::Value& entry : entries) {
        // Releases differ in which of the two is HTML.
        const std::string message = json::text(entry, "message");
        texts.push_back(collapsed(message));
        texts.push_back(text_of(message));
        texts.push_back(text_of(json::text(entry, "message_html")));
    }
    return texts;
}

bool has_entry(const Json::Value& log, const std::string& text) {
    const auto entries = entries_of(log);
    return std::ranges::find(entries, text_of(html_of(text))) != entries.end();
}

std::string searchable(const std::string& text) {
    std::string best, run;
    Span link = next_link(text, 0);
    const std::string all = text + '\n';
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (at == link.end) link = next_link(text, at);
        if (at == link.begin || !written_alike(all[at])) {  // tags surround a link
            if (run.size() > best.size()) best = run;
            run.clear();
        }
        if (at >= link.begin) continue;  // and its URL occurs twice
        if (written_alike(all[at])) run += all[at];
    }
    best = std::string(trimmed(best)).substr(0, max_searched);
    return best.size() < min_searched ? std::string() : best;
}

}  // namespace secure_export::desks::itop

#include "service/counted_log.h"

#include <algorithm>

#include "core/limits.h"
#include "core/text.h"
#include "service/limits.h"

namespace secure_export::service {
namespace {

constexpr Milliseconds repeat_window = std::chrono::seconds(60);

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}
// Whether `c` may be part of a number, an IP address or a time: "2026-11-26T18:30:15.250Z", "10.0.0.7:443".
bool in_number(char c) { return digit(c) || c == '.' || c == ':' || c == '-' || c == '+' || c == 'T' || c == 'Z'; }

}  // namespace

std::string kind_of_line(std::string_view text) {
    std::string kind;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '"') quoted = !quoted;
        if (quoted || !digit(c) || (at > 0 && (letter(text[at - 1]) || digit(text[at - 1])))) {
            kind += c;
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && in_number(text[end])) ++end;
        if (end < text.size() && letter(text[end])) {  // "3d5e": a name that begins with a digit
            while (at < end) kind += text[at++];
            continue;
        }
        kind += '#';
        at = end;
    }
    return kind;
}

void CountedLog::write(Level level, std::string_view text) const {
    if (level == Level::info || level == Level::debug) return log_.write(level, text);
    const std::string shown = cut(text, max_log_line_bytes);
    const std::scoped_lock lock(mutex_);
    sum_up(false);
    std::string kind = std::to_string(static_cast<int>(level)) + kind_of_line(shown);
    if (!troubles_.contains(kind) && troubles_.size() >= max_kinds) kind.clear();
    const auto [at, is_new] = troubles_.try_emplace(std::move(kind), Trouble{level, clock_.now(), 0, ""});
    if (is_new) return log_.write(level, shown);
    ++at->second.more;
    at->second.last = shown;
}

void CountedLog::write_if_due() const {
    const std::scoped_lock lock(mutex_);
    sum_up(false);
}

CountedLog::~CountedLog() {
    try {
        const std::scoped_lock lock(mutex_);
        sum_up(true);
    } catch (...) {  // an exception out of a destructor would end the host's process
    }
}

void CountedLog::sum_up(bool all) const {
    const Time now = clock_.now();
    for (auto at = troubles_.begin(); at != troubles_.end();) {
        Trouble& trouble = at->second;
        // The minute also ends when the clock was set back.
        if (!all && now >= trouble.since && now - trouble.since < repeat_window) {
            ++at;
            continue;
        }
        if (trouble.more == 0) {
            at = troubles_.erase(at);
            continue;
        }
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - trouble.since).count();
        log_.write(trouble.level, "... " + std::to_string(trouble.more) +
                                      (trouble.more == 1 ? " more time" : " more times") + " in " +
                                      std::to_string(std::max<std::int64_t>(seconds, 0)) + " s" +
                                      (at->first.empty() ? " (of many kinds): " : ": ") + trouble.last);
        trouble = {trouble.level, now, 0, ""};
        ++at;
    }
}

}  // namespace secure_export::service

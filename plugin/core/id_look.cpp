#include "core/id_look.h"

#include <algorithm>
#include <array>

#include "core/folding.h"
#include "core/guid.h"
#include "core/text.h"

namespace secure_export {
namespace {

using Segments = std::vector<std::string_view>;

constexpr std::string_view separators = "/?#&=;:,|<>\"'`[]{}()@!$*+~^";
constexpr std::string_view plain_start = "/subscriptions/";

bool hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// `text` as a GUID with dashes, which it may lack; empty when it is no GUID.
std::string guid_in(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (hex(c))
            digits += c;
        else if (c != '-')
            return {};
    }
    if (digits.size() != 32) return {};
    for (const std::size_t at : {8, 13, 18, 23}) digits.insert(at, 1, '-');
    return digits;
}

void add(std::vector<std::string>& all, std::string_view name) {
    std::string guid = guid_in(name);
    std::string one = guid.empty() ? std::string(name) : std::move(guid);
    if (!one.empty() && std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

Segments segments_of(std::string_view text) {
    Segments all;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        if (end > 0 && text.substr(0, end) != ".") all.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

Segments resolved(const Segments& parts) {
    Segments all;
    for (const std::string_view part : parts) {
        if (part != "..")
            all.push_back(part);
        else if (!all.empty())
            all.pop_back();
    }
    return all;
}

// Whether parts[at] ("subscriptions") is a provider's own resource type and not an Azure subscription.
bool is_a_type(const Segments& parts, std::size_t at) {
    const auto before = [&](std::size_t n) { return n <= at ? parts[at - n] : std::string_view(); };
    if (before(2) == "topics" && before(4) == "namespaces" && before(5) == "microsoft.servicebus") return true;
    return before(2) == "service" && before(3) == "microsoft.apimanagement";
}

// Appends the subscriptions of `parts` to `all` without repeats.  Returns their number, repeats counted.
int collect(const Segments& parts, std::vector<std::string>& all) {
    int count = 0;
    bool after_provider = false;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        after_provider = after_provider || parts[i] == "providers";
        const bool guid = !guid_in(parts[i + 1]).empty();
        if (parts[i] == "subscriptions" ? (guid || !after_provider) && !is_a_type(parts, i)
                                        : guid && parts[i].starts_with("subscription"))
            add(all, parts[i + 1]), ++count;
    }
    return count;
}

// Appends every GUID in `text`, wherever it occurs.
void collect_guids(std::string_view text, std::vector<std::string>& all) {
    constexpr std::size_t length = 36;
    for (std::size_t at = 0; at + length <= text.size(); ++at)
        if (is_guid(text.substr(at, length))) add(all, text.substr(at, length));
}

// Written as Azure does: "/subscriptions/<one>", then names that may hold anything but slashes.
bool is_plain(std::string_view text, const Folded& read, const std::vector<std::string>& named) {
    if (named.size() != 1 || read.disguised || read.too_deep) return false;
    if (text.size() <= plain_start.size() || !same_ignoring_case(text.substr(0, plain_start.size()), plain_start))
        return false;
    while (text.ends_with('/')) text.remove_suffix(1);
    std::string_view folded = read.text;
    while (folded.ends_with('/')) folded.remove_suffix(1);
    if (std::ranges::count(text, '/') != std::ranges::count(folded, '/')) return false;
    const std::string_view rest = text.substr(plain_start.size());
    if (!same_ignoring_case(rest.substr(0, rest.find('/')), named[0])) return false;
    std::string_view left = folded.substr(1);
    while (!left.empty()) {
        const std::size_t end = std::min(left.find('/'), left.size());
        const std::string_view part = left.substr(0, end);
        if (part.empty() || part == "." || part == "..") return false;
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return true;
}

// Fast path: most ids are "/subscriptions/<GUID>" and names of ordinary characters, and each alert has several.
bool is_ordinary(std::string_view text) {
    const std::size_t names = plain_start.size() + 36;
    if (text.size() < names || !same_ignoring_case(text.substr(0, plain_start.size()), plain_start)) return false;
    if (!is_guid(text.substr(plain_start.size(), 36)) || (text.size() > names && text[names] != '/')) return false;
    for (std::size_t at = names; at < text.size(); ++at) {
        const char c = text[at];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '-' && c != '_' && c != '/' && c != '.') return false;
        if ((c == '/' || c == '.') && (text[at - 1] == '/' || text[at - 1] == '.')) return false;
        if ((c == 'S' || c == 's') && text[at - 1] == '/' && same_ignoring_case(text.substr(at, 12), "subscription"))
            return false;
    }
    return true;
}

}  // namespace

IdLook look_at_id(std::string_view text) {
    text = trimmed(text);
    if (is_ordinary(text)) return {IdLook::Form::plain, true, {lower(text.substr(plain_start.size(), 36))}};
    const Folded read = folded(text);
    const Segments parts = segments_of(read.text);
    IdLook look;
    const int count = collect(parts, look.subscriptions);
    if (std::ranges::find(parts, "..") != parts.end()) collect(resolved(parts), look.subscriptions);
    look.absolute = read.text.starts_with('/') || read.text.starts_with("subscriptions/");
    if (read.too_deep) add(look.subscriptions, "(encoded too often)");
    if (count == 1 && is_plain(text, read, look.subscriptions)) {
        look.form = IdLook::Form::plain;
        return look;
    }
    if (read.foreign && parts.size() > 1) collect_guids(read.text, look.subscriptions);
    if (!look.subscriptions.empty() || (read.text.starts_with('/') && parts.size() > 1))
        look.form = IdLook::Form::other;
    return look;
}

}  // namespace secure_export

#include "adapters/desks/itop/html_text.h"

#include <array>
#include <utility>

namespace secure_export::desks::itop {
namespace {

constexpr std::string_view opening = "<p>", closing = "</p>", ellipsis = "\xE2\x80\xA6";
constexpr std::string_view anchor_begin = "<a href=\"", anchor_middle = "\">", anchor_end = "</a>";

bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> entities{{
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&quot;", "\""},
    {"&#39;", "'"},
    {"&nbsp;", " "},
    {"&amp;", "&"},
}};

// The character of `text` at `at`, escaped for HTML.
std::string_view in_html(std::string_view text, std::size_t at, std::size_t bytes) {
    switch (text[at]) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '\n': return "<br>";
        case '\t': return "\t";
        default: break;
    }
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte < 0x20 || byte == 0x7F ? " " : text.substr(at, bytes);  // HTML has no control characters
}

// Escapes as many characters of `text` as fit into `max` bytes.
std::string escaped(std::string_view text, std::size_t max = std::string_view::npos) {
    std::string html;
    for (std::size_t at = 0, bytes = 1; at < text.size(); at += bytes) {
        bytes = 1;
        while (at + bytes < text.size() && continuation(text[at + bytes])) ++bytes;
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
        const std::string_view character = in_html(text, at, bytes);
        if (character.size() > max - html.size()) break;
        html += character;
    }
    return html;
}

std::string cut_html(std::string_view text, std::size_t room) {
    return escaped(text, room - ellipsis.size()) + std::string(ellipsis);
}

bool word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Whether `c` may be part of a URL: visible, and needs no quoting in an attribute.
bool in_link(char c) { return c > ' ' && c != 0x7F && c != '<' && c != '>' && c != '"' && c != '\''; }

}  // namespace

Span next_link(std::string_view text, std::size_t from) {
    constexpr std::size_t none = std::string_view::npos;
    for (std::size_t at = from; (at = text.find("http", at)) != none; ++at) {
        const std::string_view rest = text.substr(at);
        const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
        if (scheme == 0 || (at > from && word(text[at - 1]))) continue;
        std::size_t end = at + scheme;
        while (end < text.size() && in_link(text[end])) ++end;
        // The URL was cut ("…") or contains characters that need quoting: the link would lead to another page.
        if (end < text.size() && static_cast<unsigned char>(text[end]) >= 0x80) continue;
        while (end > at + scheme && std::string_view(".,;:!?)]}'").find(text[end - 1]) != none) --end;
        if (end > at + scheme) return {at, end};
    }
    return {none, none};
}

std::string html_of(std::string_view text, std::size_t max_bytes) {
    const std::size_t room = max_bytes - opening.size() - closing.size();
    const std::string plain = escaped(text);
    if (plain.size() > room) return std::string(opening) + cut_html(text, room) + std::string(closing);
    std::string html(opening);
    std::size_t spare = room - plain.size();
    for (std::size_t at = 0; at < text.size();) {
        const Span link = next_link(text, at);
        html += escaped(text.substr(at, link.begin == text.npos ? link.begin : link.begin - at));
        if (link.begin == text.npos) break;
        const std::string address = escaped(text.substr(link.begin, link.end - link.begin));
        const std::size_t more = address.size() + anchor_begin.size() + anchor_middle.size() + anchor_end.size();
        if (more > spare) {
            html += address;
        } else {
            spare -= more;
            html.append(anchor_begin).append(address).append(anchor_middle).append(address).append(anchor_end);
        }
        at = link.end;
    }
    html += closing;
    return html;
}

std::string text_of(std::string_view html) {
    std::string text;
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] == '<') {
            const std::size_t end = html.find('>', at);
            if (end == std::string_view::npos) break;
            const std::string_view mark = html.substr(at, end - at);
            if (!mark.starts_with("<a ") && mark != "</a") text += ' ';
            at = end + 1;
            continue;
        }
        std::size_t length = 1;
        std::string_view meant = html.substr(at, 1);
        for (const auto& [entity, character] : entities) {
            if (!html.substr(at).starts_with(entity)) continue;
            length = entity.size();
            meant = character;
            break;
        }
        text += meant;
        at += length;
    }
    return collapsed(text);
}

std::string collapsed(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (!blank(c)) {
            result += c;
        } else if (!result.empty() && result.back() != ' ') {
            result += ' ';
        }
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

}  // namespace secure_export::desks::itop

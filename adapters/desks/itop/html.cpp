#include "adapters/desks/itop/html.h"

#include <array>
#include <utility>

namespace secure_export::desks::itop {
namespace {

constexpr std::string_view opening = "<p>", closing = "</p>", ellipsis = "\xE2\x80\xA6";

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

// The character of `text` at `at`, as HTML has it.
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

}  // namespace

std::string html_of(std::string_view text, std::size_t most_bytes) {
    const std::size_t room = most_bytes - opening.size() - closing.size() - ellipsis.size();
    std::string html(opening);
    std::size_t used = 0, keeps_room = 0;  // keeps_room: where the text ends if it has to be cut
    for (std::size_t at = 0, bytes = 1; at < text.size(); at += bytes) {
        bytes = 1;
        while (at + bytes < text.size() && continuation(text[at + bytes])) ++bytes;
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
        const std::string_view character = in_html(text, at, bytes);
        html += character;
        used += character.size();
        if (used <= room) keeps_room = html.size();
        if (used > room + ellipsis.size()) {
            html.resize(keeps_room);
            html += ellipsis;
            break;
        }
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
            text += ' ';
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

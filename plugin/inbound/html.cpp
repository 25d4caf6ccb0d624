#include "inbound/html.h"

#include <array>
#include <charconv>
#include <utility>

#include "core/text.h"
#include "inbound/limits.h"

namespace secure_export::inbound {
namespace {

std::string utf8(unsigned code) {
    const auto tail = [](unsigned bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(code)};
    if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), tail(code >> 6), tail(code)};
    return {static_cast<char>(0xF0 | code >> 18), tail(code >> 12), tail(code >> 6), tail(code)};
}

// The character that `entity` ("amp", "#39", "#x27") names; empty for others.
std::string character(std::string_view entity) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> named{{{"amp", "&"},
                                                                                         {"lt", "<"},
                                                                                         {"gt", ">"},
                                                                                         {"quot", "\""},
                                                                                         {"apos", "'"},
                                                                                         {"nbsp", " "},
                                                                                         {"ndash", "\xE2\x80\x93"},
                                                                                         {"mdash", "\xE2\x80\x94"}}};
    for (const auto& [name, text] : named) {
        if (entity == name) return std::string(text);
    }
    if (!entity.starts_with('#')) return {};
    entity.remove_prefix(1);
    const bool hex = entity.starts_with('x') || entity.starts_with('X');
    if (hex) entity.remove_prefix(1);
    unsigned code = 0;
    const auto [end, error] = std::from_chars(entity.data(), entity.data() + entity.size(), code, hex ? 16 : 10);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (error != std::errc() || end != entity.data() + entity.size() || code < 0x20 || code > 0x10FFFF || surrogate)
        return {};
    return utf8(code);
}

bool any_of(std::string_view name, std::initializer_list<std::string_view> names) {
    for (const std::string_view other : names) {
        if (same_ignoring_case(name, other)) return true;
    }
    return false;
}

class Text {
public:
    void add(std::string_view piece) {
        for (const char c : piece) {
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                gap_ = gap_ ? gap_ : ' ';
            } else {
                if (gap_ && !text_.empty()) text_ += gap_;
                gap_ = 0;
                text_ += c;
            }
        }
    }
    void line() { gap_ = '\n'; }
    void space() { gap_ = gap_ ? gap_ : ' '; }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
    char gap_ = 0;  // separator to write between the text so far and the next piece
};

// The name in "td align='left'>", "/td>", "br/>".
std::string_view name_of_tag(std::string_view tag) {
    if (tag.starts_with('/')) tag.remove_prefix(1);
    return tag.substr(0, tag.find_first_of(" \t\r\n/>"));
}

// The HTML elements that occur in Azure's texts.  Anything else in angle brackets is content: "<GUID>", generics, an
// event's XML.
bool is_element(std::string_view name) {
    return any_of(name, {"a",     "b",     "i",      "u",    "p",    "br",    "hr",         "em",      "strong",
                         "small", "span",  "font",   "div",  "ul",   "ol",    "li",         "tr",      "td",
                         "th",    "h1",    "h2",     "h3",   "h4",   "h5",    "h6",         "table",   "thead",
                         "tbody", "sup",   "sub",    "img",  "pre",  "code",  "center",     "html",    "head",
                         "body",  "style", "script", "meta", "link", "title", "blockquote", "!doctype"});
}

// The end of the markup that begins at `at` (a '<'); npos when it is no markup, or unfinished.
std::size_t end_of_markup(std::string_view html, std::size_t at) {
    const std::string_view rest = html.substr(at);
    if (rest.starts_with("<!--")) {
        const std::size_t end = html.find("-->", at + 4);
        return end == std::string_view::npos ? end : end + 3;
    }
    if (!is_element(name_of_tag(rest.substr(1, 16)))) return std::string_view::npos;
    const std::size_t end = html.find('>', at);
    return end == std::string_view::npos ? end : end + 1;
}

}  // namespace

namespace {

std::string once_plain(std::string_view html) {
    html = html.substr(0, max_html);
    if (html.find_first_of("<&") == std::string_view::npos) return std::string(html);
    Text text;
    bool changed = false;
    std::string_view unseen;  // "script" or "style" while inside one
    for (std::size_t at = 0; at < html.size();) {
        const std::size_t end = html[at] == '<' ? end_of_markup(html, at) : std::string_view::npos;
        if (end != std::string_view::npos) {
            const std::string_view name = name_of_tag(html.substr(at + 1, end - at - 1));
            const bool closing = html[at + 1] == '/';
            if (any_of(name, {"br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4"})) text.line();
            if (any_of(name, {"td", "th"})) text.space();
            if (!closing && unseen.empty() && any_of(name, {"script", "style"})) unseen = name;
            if (closing && same_ignoring_case(name, unseen)) unseen = {};
            changed = true;
            at = end;
            continue;
        }
        if (html[at] == '&') {
            const std::size_t semicolon = html.substr(at, 12).find(';');
            const std::string is =
                semicolon == std::string_view::npos ? "" : character(html.substr(at + 1, semicolon - 1));
            if (!is.empty()) {
                if (unseen.empty()) text.add(is);
                changed = true;
                at += semicolon + 1;
                continue;
            }
        }
        if (unseen.empty()) text.add(html.substr(at, 1));
        ++at;
    }
    std::string result = text.take();
    return changed && !result.empty() ? result : std::string(html);
}

}  // namespace

std::string plain_text(std::string_view html) {
    std::string text = once_plain(html);
    for (int i = 1; i < max_unescapings && text.find_first_of("<&") != std::string::npos; ++i) {
        std::string plainer = once_plain(text);
        if (plainer == text) break;
        text = std::move(plainer);
    }
    return text;
}

}  // namespace secure_export::inbound

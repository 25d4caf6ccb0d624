#include "inbound/html.h"

#include <utility>

#include "core/text.h"
#include "inbound/html_entities.h"
#include "inbound/limits.h"

namespace secure_export::inbound {
namespace {

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
    std::size_t size() const { return text_.size(); }
    std::string_view since(std::size_t at) const { return std::string_view(text_).substr(at); }
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

// The address of `<a href="https://...">`; empty where there is none that leads somewhere.
std::string address_in(std::string_view tag) {
    const std::string small = lower(tag);
    const std::size_t name = small.find("href=");
    if (name == std::string::npos || name == 0 ||
        std::string_view(" \t\r\n\"'").find(small[name - 1]) == std::string::npos)
        return {};
    std::string_view value = tag.substr(name + 5);
    if (value.starts_with('"') || value.starts_with('\''))
        value = value.substr(1, value.find(value[0], 1) - 1);
    else
        value = value.substr(0, value.find_first_of(" \t\r\n>"));
    std::string address(trimmed(value));
    for (std::size_t at = address.find("&amp;"); at != std::string::npos; at = address.find("&amp;", at + 1))
        address.erase(at + 1, 4);
    const bool leads = address.starts_with("https://") || address.starts_with("http://");
    return leads && address.size() <= max_shown_address && address.find_first_of(" \t\r\n<>\"") == address.npos
               ? address
               : std::string();
}

// A reader of plain text cannot click on "here".
class Anchors {
public:
    void open(std::string_view tag, const Text& text) {
        address_ = address_in(tag);
        begin_ = text.size();
    }
    void close(Text& text) {
        if (!address_.empty() && text.since(begin_).find(address_) == std::string_view::npos) {
            text.space();
            text.add("(" + address_ + ")");
        }
        address_.clear();
    }

private:
    std::string address_;
    std::size_t begin_ = 0;  // where the text of the link begins
};

std::string once_plain(std::string_view html) {
    html = html.substr(0, max_html);
    if (html.find_first_of("<&") == std::string_view::npos) return std::string(html);
    Text text;
    bool changed = false;
    Anchors anchors;
    std::string_view unseen;  // "script" or "style" while inside one
    for (std::size_t at = 0; at < html.size();) {
        const std::size_t end = html[at] == '<' ? end_of_markup(html, at) : std::string_view::npos;
        if (end != std::string_view::npos) {
            const std::string_view name = name_of_tag(html.substr(at + 1, end - at - 1));
            const bool closing = html[at + 1] == '/';
            if (any_of(name, {"br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4"})) text.line();
            if (any_of(name, {"td", "th"})) text.space();
            if (same_ignoring_case(name, "a") && unseen.empty()) {
                if (closing)
                    anchors.close(text);
                else
                    anchors.open(html.substr(at, end - at), text);
            }
            if (!closing && unseen.empty() && any_of(name, {"script", "style"})) unseen = name;
            if (closing && same_ignoring_case(name, unseen)) unseen = {};
            changed = true;
            at = end;
            continue;
        }
        if (html[at] == '&') {
            const std::size_t semicolon = html.substr(at, 12).find(';');
            const std::string is =
                semicolon == std::string_view::npos ? "" : character_of(html.substr(at + 1, semicolon - 1));
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

#pragma once
// The syntax of templates: "{{name}}" or "{{name|default}}", blanks around both ignored.

#include <string_view>

#include "core/text.h"

namespace secure_export {

struct Placeholder {
    std::string_view name;
    std::string_view fallback;  // used when the field is empty; may be empty itself
};

inline Placeholder placeholder_in(std::string_view content) {
    const std::size_t bar = content.find('|');
    if (bar == content.npos) return {trimmed(content), {}};
    return {trimmed(content.substr(0, bar)), trimmed(content.substr(bar + 1))};
}

// Calls text(piece) and field(Placeholder) for the parts of `text`, in order; false when a brace is not closed.
template <class OnText, class OnField>
bool walk_placeholders(std::string_view text, OnText on_text, OnField on_field) {
    for (std::size_t at = 0;;) {
        const std::size_t open = text.find("{{", at);
        on_text(text.substr(at, open == text.npos ? open : open - at));
        if (open == text.npos) return true;
        const std::size_t close = text.find("}}", open);
        if (close == text.npos) return false;
        on_field(placeholder_in(text.substr(open + 2, close - open - 2)));
        at = close + 2;
    }
}

}  // namespace secure_export

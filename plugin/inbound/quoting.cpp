#include "inbound/quoting.h"

#include "core/text.h"
#include "inbound/limits.h"

namespace secure_export::inbound {

std::string quoted(std::string_view text) { return '"' + one_line(cut(text, max_quoted_bytes)) + '"'; }

std::string quoted(const std::vector<std::string>& texts) {
    if (texts.empty()) return "nothing";
    std::string list;
    for (const auto& text : texts) {
        if (list.size() > max_listed_bytes) return list + ", ...";
        list += (list.empty() ? "" : ", ") + quoted(text);
    }
    return list;
}

}  // namespace secure_export::inbound

#include "adapters/desks/rest/advice.h"

#include "core/text.h"

namespace secure_export::desks::rest {

bool says(std::string_view said, const std::vector<std::string_view>& parts, const DeskSettings& settings) {
    return parts.empty() || std::ranges::any_of(parts, [&](std::string_view part) {
               if (!part.starts_with('{')) return said.find(part) != said.npos;
               const std::string held = lower(settings.text(std::string(part.substr(1, part.size() - 2)).c_str()));
               return !held.empty() && said.find(held) != said.npos;
           });
}

std::string filled_in(std::string_view look_at, const DeskSettings& settings) {
    std::string text;
    for (std::size_t at = 0; at < look_at.size();) {
        const std::size_t begin = look_at.find(" {", at), end = look_at.find('}', begin);
        text += look_at.substr(at, begin - at);
        if (begin == look_at.npos) break;
        const std::string& held = settings.text(std::string(look_at.substr(begin + 2, end - begin - 2)).c_str());
        if (!held.empty()) text += " \"" + held + '"';
        at = end + 1;
    }
    return text;
}

}  // namespace secure_export::desks::rest

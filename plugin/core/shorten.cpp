#include "core/shorten.h"

#include <algorithm>

#include "core/text.h"

namespace secure_export {
namespace {

constexpr std::size_t fewest_bytes = 160;  // bytes of a text that still says something
constexpr std::size_t long_link = 1500;    // bytes; shorter ones stay whatever happens

bool is_query(const Fact& fact) { return fact.label.starts_with("Query") && !fact.label.starts_with("Query result"); }

bool shorten_text(std::string& text, std::size_t excess, std::size_t min_kept = fewest_bytes) {
    if (text.size() <= min_kept) return false;
    text = cut(text, text.size() > excess + 8 + min_kept ? text.size() - excess - 8 : min_kept);
    return true;
}

template <class Which>
bool shorten_longest(std::vector<Fact>& facts, std::size_t excess, const Which& which) {
    Fact* longest = nullptr;
    for (Fact& fact : facts)
        if (which(fact) && fact.value.size() > fewest_bytes && (!longest || fact.value.size() > longest->value.size()))
            longest = &fact;
    return longest && shorten_text(longest->value, excess);
}

bool shorten_link(Alert& alert) {
    const auto longest = std::ranges::max_element(alert.links, {}, [](const Fact& link) { return link.value.size(); });
    if (longest == alert.links.end() || longest->value.size() < long_link) return false;
    longest->value = "left out, since it has " + std::to_string(longest->value.size()) +
                     " characters and the desk has no room for it: open the alert in the portal";
    return true;
}

}  // namespace

bool shorten(Alert& alert, std::size_t excess) {
    if (shorten_longest(alert.facts, excess, is_query)) return true;
    if (shorten_longest(alert.facts, excess, [](const Fact&) { return true; })) return true;
    for (auto& [key, value] : alert.custom_properties)
        if (shorten_text(value, excess)) return true;
    if (shorten_text(alert.description, excess, 4 * fewest_bytes)) return true;
    for (std::string& action : alert.actions)
        if (shorten_text(action, excess, 2 * fewest_bytes)) return true;
    if (shorten_link(alert)) return true;
    if (!alert.facts.empty()) {
        alert.facts.pop_back();
        return true;
    }
    if (!alert.custom_properties.empty()) {
        alert.custom_properties.erase(std::prev(alert.custom_properties.end()));
        return true;
    }
    return shorten_text(alert.description, excess);
}

}  // namespace secure_export

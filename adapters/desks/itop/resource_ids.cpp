#include "adapters/desks/itop/resource_ids.h"

#include <algorithm>

#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

constexpr std::string_view begin = "/subscriptions/";

bool ends_an_id(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || std::string_view("\"'<>,;|&?#").find(c) != std::string_view::npos;
}

// Names in Azure may end with a bracket or full stop, but in a sentence the last one belongs to the sentence.
std::string_view without_punctuation(std::string_view id) {
    while (!id.empty() && std::string_view(".:!/").find(id.back()) != std::string_view::npos) id.remove_suffix(1);
    const auto count = [&](char c) { return std::ranges::count(id, c); };
    while (!id.empty() && (id.back() == ')' || id.back() == ']') &&
           count(id.back()) > count(id.back() == ')' ? '(' : '['))
        id.remove_suffix(1);
    return id;
}

// A link to the portal has the name of a page after the id.  After a provider's name, types and names alternate.
std::string_view without_page(std::string_view id) {
    constexpr std::string_view providers = "/providers/";
    const std::size_t at = lower(id).rfind(providers);
    if (at == std::string::npos) return id;
    const auto slashes = std::ranges::count(id.substr(at + providers.size()), '/');
    return slashes > 1 && slashes % 2 == 1 ? id.substr(0, id.rfind('/')) : id;
}

std::string same_form(std::string_view id) {
    while (id.ends_with('/')) id.remove_suffix(1);
    return lower(trimmed(id));
}

std::string_view last_segment(std::string_view id) { return id.substr(id.rfind('/') + 1); }

std::string_view first_label(std::string_view name) { return name.substr(0, name.find('.')); }

}  // namespace

std::vector<std::string> resource_ids_in(std::string_view text) {
    const std::string low = lower(text);
    std::vector<std::string> ids;
    for (std::size_t at = low.find(begin); at != std::string::npos; at = low.find(begin, at)) {
        std::size_t end = at;
        while (end < text.size() && !ends_an_id(text[end])) ++end;
        const std::string_view id = without_page(without_punctuation(text.substr(at, end - at)));
        if (id.size() > begin.size()) ids.emplace_back(id);
        at = end;
    }
    return ids;
}

std::string own_resource_id(const std::vector<std::string>& ids, const std::string& wanted, const std::string& name) {
    const auto only = [](const std::vector<std::string>& some) {
        if (some.empty()) return std::string();
        const auto differs = [&](const std::string& id) { return same_form(id) != same_form(some.front()); };
        return std::ranges::any_of(some, differs) ? std::string() : some.front();
    };
    const auto those = [&](auto fit) {
        std::vector<std::string> some;
        std::ranges::copy_if(ids, std::back_inserter(some), fit);
        return some;
    };
    if (!wanted.empty()) {
        const auto same = those([&](const std::string& id) { return same_form(id) == same_form(wanted); });
        return same.empty() ? std::string() : same.front();
    }
    const auto named = those([&](const std::string& id) {
        return same_ignoring_case(first_label(last_segment(same_form(id))), first_label(trimmed(name)));
    });
    return only(named.empty() ? ids : named);
}

}  // namespace secure_export::desks::itop

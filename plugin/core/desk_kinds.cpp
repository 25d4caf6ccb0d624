#include "core/desk_kinds.h"

#include <algorithm>

#include "core/templates.h"

namespace secure_export {

const DeskKind* find_kind(const DeskKinds& kinds, std::string_view name) {
    const auto at = std::ranges::find(kinds, name, [](const DeskKind& kind) { return std::string_view(kind.name); });
    return at == kinds.end() ? nullptr : &*at;
}

DeskSettings default_desk(std::string name, const DeskKind& kind) {
    DeskSettings desk{std::move(name),
                      kind.name,
                      kind.reach,
                      default_severities(),
                      default_title_template,
                      default_description_template,
                      {}};
    for (const DeskOption& option : kind.options) desk.options.emplace(option.name, option.fallback);
    return desk;
}

}  // namespace secure_export

#include "service/ci_finder.h"

#include <algorithm>

namespace secure_export::service {

namespace {
// More rungs than any real alert has; each may be a call to a desk.
constexpr std::size_t most_look_ups = 12;
}  // namespace

std::string ci_remark(const CiFound& found) {
    return found.ci ? "Configuration item: " + found.ci->name + " (matched by " + found.reason + ")"
                    : "No configuration item: " + found.reason;
}

Result<CiFound> find_ci(db::Database& database, Desk& desk, const std::string& desk_name, const Alert& alert) {
    std::vector<CiCandidate> rungs = ci_candidates(alert);
    if (rungs.empty())
        return CiFound{std::nullopt, "", "the alert names no resource that could be a configuration item", false};
    rungs.resize(std::min(rungs.size(), most_look_ups));
    {
        auto tx = database.read();
        if (!tx) return tx.error();
        for (const CiCandidate& rung : rungs)
            if (const auto binding = db::Bindings(*tx).find(desk_name, rung.resource);
                binding && !binding->pinned_by.empty())
                return CiFound{binding->ci, rung.resource, "pinned by " + binding->pinned_by, true};
    }
    std::string notes;
    for (const CiCandidate& rung : rungs) {
        const auto found = desk.find_ci(rung.query);
        if (!found && worth_retrying(found.error().fault)) return found.error();
        if (!found) {
            notes += "; look-up by " + rung.reason + " was refused: " + found.error().say;
            continue;
        }
        if (found->size() == 1) return CiFound{found->front(), rung.resource, rung.reason, false};
        if (found->size() > 1)
            notes += "; " + rung.reason + " \"" + rung.query.value + "\" matches several configuration items";
    }
    return CiFound{std::nullopt, "",
                   "none of " + std::to_string(rungs.size()) + " look-ups matched one configuration item" + notes,
                   false};
}

}  // namespace secure_export::service

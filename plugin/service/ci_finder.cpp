#include "service/ci_finder.h"

#include <algorithm>
#include <chrono>

#include "core/ci_match.h"
#include "core/limits.h"
#include "core/subscription_bounds.h"
#include "db/engine/in_transaction.h"
#include "service/limits.h"

namespace secure_export::service {

namespace {

std::string listed(const std::vector<std::string>& notes) {
    std::string all;
    for (const std::string& note : notes) all += "; " + note;
    return all;
}

// The items without those whose resource id is in a subscription that the connection does not allow.
std::vector<ConfigurationItem> within_bounds(const Alert& alert, const std::vector<ConfigurationItem>& found,
                                             std::vector<std::string>& notes) {
    std::vector<ConfigurationItem> left;
    for (const ConfigurationItem& ci : found) {
        const auto why = out_of_bounds(alert, ci);
        if (!why)
            left.push_back(ci);
        else if (std::ranges::find(notes, *why) == notes.end())
            notes.push_back(*why);
    }
    return left;
}

}  // namespace

std::vector<std::string> remarks(const Alert& alert, const CiFound& found) {
    std::vector<std::string> all{found.ci
                                     ? "Configuration item: " + found.ci->name + " (matched by " + found.reason + ")"
                                     : "No configuration item: " + found.reason};
    all.insert(all.end(), alert.notes.begin(), alert.notes.end());
    return all;
}

Result<CiFound> find_ci(db::Database& database, Desk& desk, const std::string& desk_name, const Alert& alert,
                        const DeskFields& fields, Pins pins) {
    std::vector<CiCandidate> candidates = ci_candidates(alert);
    if (candidates.empty())
        return CiFound{std::nullopt, "", "the alert names no resource that could be a configuration item"};
    const std::vector<std::string> ids = named_ids(candidates);
    candidates.resize(std::min(candidates.size(), max_look_ups));
    if (pins == Pins::count) {
        const auto pinned = db::in_reading(database, [&](db::Transaction& tx) -> Result<std::optional<CiFound>> {
            for (const CiCandidate& candidate : candidates)
                if (const auto binding = db::Bindings(tx).find(desk_name, candidate.resource);
                    binding && !binding->pinned_by.empty())
                    return std::optional(
                        CiFound{binding->ci, candidate.resource, "pinned by " + binding->pinned_by, true});
            return std::optional<CiFound>();
        });
        if (!pinned) return pinned.error();
        if (*pinned) return **pinned;
    }
    std::vector<std::string> notes;
    bool id_was_asked = false;
    const auto begun = std::chrono::steady_clock::now();
    for (CiCandidate& candidate : candidates) {
        if (std::chrono::steady_clock::now() - begun > longest_search) {
            notes.emplace_back("the desk was too slow to ask for more: it is asked again later");
            break;
        }
        candidate.query.fields = fields;
        const auto found = desk.find_ci(candidate.query);
        // Rejected credentials are not tried again with every candidate: that could lock the account.
        if (!found && must_wait(found.error().fault)) return found.error();
        if (!found) {
            notes.push_back("look-up by " + candidate.reason + " was refused: " + found.error().message);
            continue;
        }
        const bool by_name = candidate.query.by == CiQuery::By::name;
        const std::vector<ConfigurationItem> allowed = within_bounds(alert, *found, notes);
        std::vector<ConfigurationItem> left = matching(ids, candidate.query, allowed, notes);
        // As in matching(): the remaining item may have duplicates that the desk did not list.
        if (allowed.size() < found->size() && found->size() >= max_listed_cis && left.size() == 1) left = *found;
        if (left.size() == 1)
            return CiFound{left.front(), candidate.resource, candidate.reason, false, by_name && id_was_asked};
        if (left.size() > 1)
            notes.push_back(candidate.reason + " \"" + candidate.query.value +
                            "\" matches several configuration items");
        id_was_asked = id_was_asked || !by_name;
    }
    return CiFound{
        std::nullopt, "",
        "none of " + std::to_string(candidates.size()) + " look-ups matched one configuration item" + listed(notes)};
}

}  // namespace secure_export::service

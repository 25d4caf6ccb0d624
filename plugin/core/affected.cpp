#include "core/affected.h"

#include <algorithm>

#include "core/ci_candidates.h"
#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

bool part_of_a_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// "srv-1" and "srv-1.contoso.com" are one machine.
bool same_machine(std::string_view a, std::string_view b) {
    if (same_ignoring_case(a, b)) return true;
    const bool shorter = a.size() < b.size();
    const std::string_view one = shorter ? a : b, other = shorter ? b : a;
    return !one.empty() && other.size() > one.size() && other[one.size()] == '.' &&
           same_ignoring_case(other.substr(0, one.size()), one) &&
           one.find_first_not_of("0123456789.") != std::string_view::npos;
}

std::string name_of(std::string_view id_or_name) {
    if (!looks_like_resource_id(id_or_name)) return std::string(trimmed(id_or_name));
    // ".../storageAccounts/st1/blobServices/default": the child of every account is called so.
    const std::string_view name = name_of_resource(id_or_name);
    const auto parent = same_ignoring_case(name, "default") ? parent_resource(id_or_name) : std::nullopt;
    return std::string(parent ? name_of_resource(*parent) : name);
}

struct Named {
    std::string name, id;
};

void add(std::vector<Named>& all, const std::string& text) {
    std::string name = name_of(text);
    if (name.empty()) return;
    const auto same = std::ranges::find_if(all, [&](const Named& one) { return same_machine(one.name, name); });
    if (same == all.end())
        all.push_back({std::move(name), text});
    else if (looks_like_resource_id(text) && !looks_like_resource_id(same->id))
        same->id = text;
}

// A finding of Defender for Cloud is not the affected resource.
bool is_finding(std::string_view id) { return resource_type(id).starts_with("microsoft.security/"); }

std::string what_it_is_about(const Alert& alert) {
    std::string resource = affected_resource(alert);
    return is_finding(resource) && !alert.computers.empty() ? alert.computers.front() : resource;
}

bool tells_of_others(std::string_view id) { return keeps_for_others(id) || is_finding(id); }

const char* keeps_what(std::string_view id) {
    const std::string type = resource_type(id);
    if (type.starts_with("microsoft.recoveryservices") || type.starts_with("microsoft.dataprotection")) return "vault";
    if (type.starts_with("microsoft.monitor/")) return "Azure Monitor workspace";
    if (is_finding(id)) return "finding";
    return "workspace";
}

// The affected resources: the targets, or, if these only store the rows of others, the items and rows.
std::vector<Named> all_of(const Alert& alert) {
    std::vector<Named> all;
    add(all, what_it_is_about(alert));
    const bool nothing = all.empty();
    std::vector<std::string> keepers;
    bool targets = false;
    for (const std::string& id : alert.target_ids) {
        if (tells_of_others(id)) {
            keepers.push_back(name_of(id));
        } else if (looks_like_resource_id(id) && !resource_type(id).empty() && !nothing) {
            targets = true;
            if (alert.target_ids.size() > 1 || alert.target_ids.front() == affected_resource(alert)) add(all, id);
        }
    }
    if (targets || nothing || alert.kind == TicketKind::budget) return all;  // a budget's item is the word "budgets"
    for (const std::string& item : alert.configuration_items)
        if (std::ranges::none_of(keepers, [&](const auto& one) { return same_ignoring_case(one, name_of(item)); }))
            add(all, item);
    for (const std::string& machine : alert.row_machines) add(all, machine);
    return all;
}

}  // namespace

Affected affected_by(const Alert& alert, const std::optional<ConfigurationItem>& ci) {
    std::vector<Named> all = all_of(alert);
    Affected affected;
    if (all.empty()) {
        // A subscription is nobody's item, but its page is where to look.
        for (const auto* ids : {&alert.target_ids, &alert.context_ids})
            if (!ids->empty() && affected.id.empty()) affected.id = ids->front();
        return affected;
    }
    if (ci) {
        const auto bound =
            std::ranges::find_if(all, [&](const Named& one) { return same_machine(one.name, ci->name); });
        if (bound != all.end()) std::rotate(all.begin(), bound, bound + 1);
    }
    affected.name = all.front().name;
    affected.id = all.front().id;
    for (std::size_t i = 1; i < all.size(); ++i) affected.others.push_back(all[i].name);
    for (const std::string& id : alert.target_ids)
        if (tells_of_others(id) && !same_ignoring_case(name_of(id), affected.name) && affected.kept_in.empty())
            affected.kept_in = std::string(keeps_what(id)) + " " + name_of(id);
    return affected;
}

bool names(std::string_view text, std::string_view name) {
    if (name.empty()) return true;
    const std::string in = lower(text), what = lower(name);
    for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) {
        const std::size_t end = at + what.size();
        const bool begins = at == 0 || !part_of_a_name(in[at - 1]);
        const bool dotted = end + 1 < in.size() && in[end] == '.' && part_of_a_name(in[end + 1]);
        const bool after_dot = at > 1 && in[at - 1] == '.' && part_of_a_name(in[at - 2]);
        const bool ends = end == in.size() || !part_of_a_name(in[end]);
        if (begins && ends && !dotted && !after_dot) return true;
    }
    return false;
}

}  // namespace secure_export

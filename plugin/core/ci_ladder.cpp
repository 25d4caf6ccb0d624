#include "core/ci_ladder.h"

#include <algorithm>

#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

// Each rung is a call to the desk.  Azure's alerts have up to five; only rows of search results make more.
constexpr std::size_t most_candidates = 50;

// "Activity Log - Policy" and "activitylog-policy" are the same service (wire contract section 3.3).
std::string squeezed(std::string_view service) {
    std::string result = lower(service);
    std::erase(result, ' ');
    return result;
}

bool is_bare_subscription(std::string_view canonical) {
    return canonical.starts_with("/subscriptions/") && std::count(canonical.begin(), canonical.end(), '/') == 2;
}

// Monitoring workspaces hold the metrics of clusters; they are not what is ill.
bool is_monitoring_workspace(std::string_view canonical) {
    return canonical.find("/providers/microsoft.monitor/accounts/") != std::string_view::npos;
}

bool never_the_ci(std::string_view target) {
    const std::string id = canonical_resource_id(target);
    return id.empty() || is_bare_subscription(id) || is_monitoring_workspace(id);
}

bool is_address(std::string_view name) {
    return name.find_first_not_of("0123456789.") == std::string_view::npos || name.find(':') != std::string_view::npos;
}

// "web1" of "web1.contoso.com"; empty when `name` is no FQDN.
std::string_view first_label(std::string_view name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos || is_address(name) || name.find_first_of(" /") != std::string_view::npos)
        return {};
    return name.substr(0, dot);
}

class Ladder {
public:
    void id(std::string_view id, std::string reason) {
        const std::string canonical = canonical_resource_id(id);
        add(CiQuery::By::resource_id, canonical, canonical, std::move(reason));
    }
    void parents(std::string_view id, const std::string& source) {
        std::string child(id);
        for (auto parent = parent_resource(child); parent; parent = parent_resource(child)) {
            this->id(*parent, source + ": parent resource");
            child = *parent;
        }
    }
    void name(std::string_view name, const std::string& source) {
        name = trimmed(name);
        add(CiQuery::By::name, std::string(name), lower(name), source + ": name");
        const std::string_view label = first_label(name);
        add(CiQuery::By::name, std::string(label), lower(label), source + ": first label of the host name");
    }
    // An id with its parents and last segment, or a name.
    void id_or_name(std::string_view text, const std::string& source) {
        if (!looks_like_resource_id(text)) return name(text, source);
        if (never_the_ci(text)) return;
        id(text, source + ": resource id");
        parents(text, source);
        last_segment(text, source);
    }
    void last_segment(std::string_view id, const std::string& source) {
        const std::string_view last = name_of_resource(id);
        // The name of every such child ("blobServices/default"): it would match what has nothing to do with it.
        if (same_ignoring_case(last, "default")) return;
        add(CiQuery::By::name, std::string(last), lower(last), source + ": name of the resource");
    }
    std::vector<CiCandidate> take() { return std::move(all_); }

private:
    void add(CiQuery::By by, std::string value, std::string resource, std::string reason) {
        if (value.empty() || all_.size() >= most_candidates) return;
        const auto same = [&](const CiCandidate& other) { return other.query.by == by && other.resource == resource; };
        if (std::any_of(all_.begin(), all_.end(), same)) return;
        all_.push_back({{by, std::move(value)}, std::move(resource), std::move(reason)});
    }

    std::vector<CiCandidate> all_;
};

// Budgets name themselves as their item.
bool names_an_item(const Alert& alert, std::string_view item) {
    return !(squeezed(alert.monitoring_service) == "costalerts" && same_ignoring_case(trimmed(item), "budgets"));
}

}  // namespace

std::vector<CiCandidate> ci_candidates(const Alert& alert) {
    Ladder ladder;
    for (const std::string& item : alert.configuration_items) {
        if (names_an_item(alert, item)) ladder.id_or_name(item, "configurationItems");
    }
    std::vector<std::string> targets;
    for (const std::string& target : alert.target_ids) {
        if (!never_the_ci(target)) targets.push_back(target);
    }
    for (const std::string& target : targets) {
        if (looks_like_resource_id(target)) ladder.id(target, "alertTargetIDs: resource id");
    }
    for (const std::string& target : targets) ladder.parents(target, "alertTargetIDs");
    for (const std::string& target : targets) ladder.last_segment(target, "alertTargetIDs");
    for (const std::string& computer : alert.computers) ladder.id_or_name(computer, "dimension or column");
    return ladder.take();
}

std::string unbound_resource(const Alert& alert) {
    for (const std::string& target : alert.target_ids) {
        if (!never_the_ci(target)) return canonical_resource_id(target);
    }
    for (const std::string& item : alert.configuration_items) {
        if (names_an_item(alert, item) && !never_the_ci(item)) return canonical_resource_id(item);
    }
    return {};
}

}  // namespace secure_export

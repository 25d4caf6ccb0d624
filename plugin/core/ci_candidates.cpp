#include "core/ci_candidates.h"

#include <algorithm>
#include <array>

#include "core/limits.h"
#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

// "Activity Log - Policy" and "activitylog-policy" are the same service (CONTRACT.md 3.3).
std::string squeezed(std::string_view service) {
    std::string result = lower(service);
    std::erase(result, ' ');
    return result;
}

bool is_bare_subscription(std::string_view canonical) {
    return canonical.starts_with("/subscriptions/") && std::count(canonical.begin(), canonical.end(), '/') == 2;
}

bool never_the_ci(std::string_view target) {
    const std::string id = canonical_resource_id(target);
    if (id.empty() || is_bare_subscription(id)) return true;
    return resource_type(id) == "microsoft.resourcehealth/events" && !parent_resource(id);  // Azure's own trouble
}

bool is_ip_address(std::string_view name) {
    return name.find_first_not_of("0123456789.") == std::string_view::npos || name.find(':') != std::string_view::npos;
}

// "web1" of "web1.contoso.com"; empty when `name` is no FQDN.
std::string_view first_label(std::string_view name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos || is_ip_address(name) || name.find_first_of(" /") != std::string_view::npos)
        return {};
    return name.substr(0, dot);
}

// Budgets list themselves as their item; that is no resource.
bool names_an_item(const Alert& alert, std::string_view item) {
    return !(squeezed(alert.monitoring_service) == "costalerts" && same_ignoring_case(trimmed(item), "budgets"));
}

// The ids and names of one part of the alert, in the alert's order.
struct Source {
    std::string called;  // as the reason names it
    std::vector<std::string> ids, names;
};

Source source_of(std::string called, const std::vector<std::string>& texts, std::size_t max) {
    Source source{std::move(called), {}, {}};
    for (const std::string& text : texts) {
        const bool id = looks_like_resource_id(text);
        if (id && never_the_ci(text)) continue;
        std::vector<std::string>& all = id ? source.ids : source.names;
        if (all.size() < max) all.push_back(text);
    }
    return source;
}

std::vector<Source> sources_of(const Alert& alert) {
    std::vector<std::string> items;
    for (const std::string& item : alert.configuration_items)
        if (names_an_item(alert, item)) items.push_back(item);
    std::vector<Source> all;
    all.push_back(source_of("configurationItems", items, max_ci_candidates));
    all.push_back(source_of("dimension or column", alert.computers, max_ci_candidates_of_rows));
    all.push_back(source_of("context", alert.context_ids, max_ci_candidates_of_rows));
    all.push_back(source_of("alertTargetIDs", alert.target_ids, max_ci_candidates));
    return all;
}

class CandidateList {
public:
    explicit CandidateList(const Alert& alert) : sources_(sources_of(alert)) {
        for (const Source& source : sources_)
            for (const std::string& id : source.ids)
                if (keeps_for_others(id)) keeper_names_.push_back(lower(name_of_resource(id)));
    }

    std::vector<CiCandidate> climb() {
        step([](std::string_view id) { return !keeps_for_others(id); }, false);
        step([](std::string_view id) { return keeps_for_others(id); }, true);
        return std::move(all_);
    }

private:
    template <class Wanted>
    void step(const Wanted& wanted, bool keepers) {
        for (const Source& source : sources_)
            for (const std::string& id : source.ids)
                if (wanted(id)) this->id(id, source.called + ": resource id");
        for (const Source& source : sources_)
            for (const std::string& id : source.ids) {
                std::string child(id);
                for (auto parent = parent_resource(child); parent; parent = parent_resource(child)) {
                    if (wanted(*parent)) this->id(*parent, source.called + ": parent resource");
                    child = *parent;
                }
            }
        for (const Source& source : sources_)
            for (const std::string& name : source.names)
                if (is_keeper_name(name) == keepers) this->name(name, source.called);
        for (const Source& source : sources_)
            for (const std::string& id : source.ids)
                if (wanted(id)) last_segment(id, source.called);
    }

    void id(std::string_view id, std::string reason) {
        id = trimmed(id);
        while (id.ends_with('/')) id.remove_suffix(1);
        const std::string canonical = canonical_resource_id(id);
        add({CiQuery::By::resource_id, canonical, std::string(id)}, canonical, std::move(reason));
    }

    void by_name(std::string_view name, std::string_view received, std::string reason) {
        add({CiQuery::By::name, std::string(name), std::string(received)}, lower(name), std::move(reason));
    }

    void name(std::string_view name, const std::string& source) {
        name = trimmed(name);
        by_name(name, name, source + ": name");
        // Pass the full name too: a desk that stores full names must not match another host with this first label.
        by_name(first_label(name), name, source + ": first label of the host name");
    }

    void last_segment(std::string_view id, const std::string& source) {
        const std::string_view last = name_of_resource(id);
        // Every child of some types is called "default" ("blobServices/default"): it would match unrelated items.
        if (!same_ignoring_case(last, "default")) by_name(last, last, source + ": name of the resource");
    }

    // The configuration item of an alert from a workspace is often just the workspace's name.
    bool is_keeper_name(std::string_view name) const {
        return std::find(keeper_names_.begin(), keeper_names_.end(), lower(trimmed(name))) != keeper_names_.end();
    }

    void add(CiQuery query, std::string resource, std::string reason) {
        if (query.value.empty() || all_.size() >= max_ci_candidates) return;
        const auto same = [&](const CiCandidate& other) {
            return other.query.by == query.by && other.resource == resource;
        };
        if (std::any_of(all_.begin(), all_.end(), same)) return;
        all_.push_back({std::move(query), std::move(resource), std::move(reason)});
    }

    const std::vector<Source> sources_;
    std::vector<std::string> keeper_names_;  // lower case
    std::vector<CiCandidate> all_;
};

}  // namespace

bool keeps_for_others(std::string_view resource_id) {
    static constexpr std::string_view provider = "/providers/microsoft.";
    static constexpr std::array<std::string_view, 5> types{"operationalinsights/workspaces/",
                                                           "operationalinsights/clusters/", "monitor/accounts/",
                                                           "recoveryservices/vaults/", "dataprotection/backupvaults/"};
    const std::string canonical = canonical_resource_id(resource_id);
    std::string_view rest = canonical;
    for (auto at = rest.find(provider); at != std::string_view::npos; at = rest.find(provider)) {
        rest.remove_prefix(at + provider.size());
        if (std::ranges::any_of(types, [&](std::string_view type) { return rest.starts_with(type); })) return true;
    }
    return false;
}

std::vector<CiCandidate> ci_candidates(const Alert& alert) { return CandidateList(alert).climb(); }

std::string affected_resource(const Alert& alert) {
    const std::vector<CiCandidate> all = ci_candidates(alert);
    return all.empty() ? "" : all.front().query.as_received;
}

std::string affected_name(const Alert& alert) {
    const std::string resource = affected_resource(alert);
    return looks_like_resource_id(resource) ? std::string(name_of_resource(resource)) : resource;
}

std::string unbound_resource(const Alert& alert) {
    const std::vector<CiCandidate> all = ci_candidates(alert);
    return all.empty() ? "" : all.front().resource;
}

}  // namespace secure_export

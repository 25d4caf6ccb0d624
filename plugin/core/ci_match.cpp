#include "core/ci_match.h"

#include <algorithm>

#include "core/limits.h"
#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

std::string_view label_of(std::string_view name) { return name.substr(0, name.find('.')); }

bool is_digits_and_dots(std::string_view name) {
    return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

// "web1" and "web1.contoso.com" are one host; "web1.a.example" and "web1.b.example" are two.
bool same_host(std::string_view a, std::string_view b) {
    if (same_ignoring_case(a, b)) return true;
    if (is_digits_and_dots(a) || is_digits_and_dots(b)) return false;
    const bool a_short = a.find('.') == std::string_view::npos, b_short = b.find('.') == std::string_view::npos;
    return a_short != b_short && same_ignoring_case(label_of(a), label_of(b));
}

// A match by id is certain, even if other items have the same name.
bool is_named(const std::vector<std::string>& named_ids, std::string_view id) {
    return std::ranges::find(named_ids, canonical_resource_id(id)) != named_ids.end();
}

}  // namespace

std::vector<std::string> named_ids(const std::vector<CiCandidate>& candidates) {
    std::vector<std::string> all;
    for (const CiCandidate& candidate : candidates)
        if (candidate.query.by == CiQuery::By::resource_id) all.push_back(candidate.resource);
    return all;
}

std::optional<std::string> contradiction(const std::vector<std::string>& named_ids, const CiQuery& query,
                                         const ConfigurationItem& ci) {
    // Some desks store another identifier in that field (a machine's GUID): it proves nothing either way.
    if (!looks_like_resource_id(ci.resource_id)) return std::nullopt;
    const std::string held = canonical_resource_id(ci.resource_id);
    const auto no = [&] {
        return "\"" + one_line(ci.name) + "\" is in the CMDB with another resource id, " +
               cut(one_line(trimmed(ci.resource_id)), max_listed_ci_id_bytes);
    };
    // Found by an id that is not its own: the desk matches substrings, and ".../vm1" is one of ".../vm10".
    if (query.by == CiQuery::By::resource_id) {
        if (held == query.value) return std::nullopt;
        return no();
    }
    if (is_named(named_ids, held)) return std::nullopt;
    bool alert_has_id_of_that_name = false, same_type = false;
    const std::string type = resource_type(held);
    for (const std::string& id : named_ids) {
        if (same_host(name_of_resource(id), query.value)) {
            if (same_or_part(id, held)) return std::nullopt;
            alert_has_id_of_that_name = true;
        }
        // Only a name came from a dimension, a column or an item.  A different id is then normal: a workspace has rows
        // of machines in any subscription, and a host's name often differs from its Azure resource's.  But if the alert
        // names a resource of the same type by id, it is about that resource and not about this item.
        same_type = same_type || (!type.empty() && !keeps_for_others(id) && resource_type(id) == type);
    }
    if (alert_has_id_of_that_name || same_type) return no();
    return std::nullopt;
}

std::vector<ConfigurationItem> matching(const std::vector<std::string>& named_ids, const CiQuery& query,
                                        const std::vector<ConfigurationItem>& found,
                                        std::vector<std::string>& reasons) {
    std::vector<ConfigurationItem> left, certain;
    for (const ConfigurationItem& ci : found) {
        if (auto why = contradiction(named_ids, query, ci)) {
            if (std::ranges::find(reasons, *why) == reasons.end()) reasons.push_back(std::move(*why));
            continue;
        }
        left.push_back(ci);
        if (is_named(named_ids, ci.resource_id)) certain.push_back(ci);
    }
    if (!certain.empty()) return certain;
    // A desk returns at most three items: if it returned three, the remaining one may have duplicates not listed.
    const bool all_were_listed = found.size() < 3;
    return all_were_listed || left.empty() ? left : found;
}

}  // namespace secure_export

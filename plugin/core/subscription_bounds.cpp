#include "core/subscription_bounds.h"

#include <algorithm>

#include "core/guid.h"
#include "core/id_look.h"
#include "core/text.h"

namespace secure_export {
namespace {

constexpr const char* foreign_note = "An id of another subscription in the body was not used.";
constexpr const char* odd_note = "An id in the body that is no plain resource id was not used.";

class Bounds {
public:
    explicit Bounds(const std::vector<std::string>& allowed) : allowed_(allowed) {}

    // Whether `text` may be used.  A name may: its subscription is checked when an item is found by it.
    bool holds(std::string_view text) {
        const IdLook look = look_at_id(text);
        const bool foreign = !std::ranges::all_of(look.subscriptions, [&](const auto& one) { return allows(one); });
        const bool odd = look.form == IdLook::Form::other;
        foreign_ = foreign_ || foreign;
        odd_ = odd_ || (odd && !foreign);
        return !foreign && !odd;
    }

    void keep(std::vector<std::string>& texts) {
        std::erase_if(texts, [&](const std::string& text) { return !holds(text); });
    }

    // Ids that are not used for anything else.  An id followed by a query is a link: only its subscription counts.
    void look_at_other(std::string_view id) {
        const bool odd = odd_;
        holds(id);
        if (id.find('?') != std::string_view::npos) odd_ = odd;
    }

    // "{subscription}_{group}_microsoft.insights_metricAlerts_{rule}_{hash}", or an id, a hash, "{event}_{hash}".
    void look_at_origin(std::string_view id) {
        const std::string_view first = id.substr(0, id.find('_'));
        if (is_guid(first) && lower(id).find("_microsoft.") != std::string::npos) {
            foreign_ = foreign_ || !allows(first);
        } else {
            holds(id);
        }
    }

    std::vector<std::string> notes() const {
        std::vector<std::string> all;
        if (foreign_) all.emplace_back(foreign_note);
        if (odd_) all.emplace_back(odd_note);
        return all;
    }

private:
    bool allows(std::string_view subscription) const {
        return std::ranges::any_of(allowed_, [&](const auto& one) { return same_ignoring_case(one, subscription); });
    }

    const std::vector<std::string>& allowed_;
    bool foreign_ = false, odd_ = false;
};

}  // namespace

void keep_within(Alert& alert, const std::vector<std::string>& allowed_subscriptions) {
    if (allowed_subscriptions.empty()) return;
    alert.allowed_subscriptions = allowed_subscriptions;
    Bounds bounds(allowed_subscriptions);
    bounds.keep(alert.target_ids);
    bounds.keep(alert.configuration_items);
    bounds.keep(alert.computers);
    bounds.keep(alert.context_ids);
    if (!bounds.holds(alert.rule_id)) alert.rule_id.clear();
    bounds.look_at_origin(alert.origin_alert_id);
    for (const std::string& id : alert.other_ids) bounds.look_at_other(id);
    for (std::string& note : bounds.notes()) alert.notes.push_back(std::move(note));
}

std::optional<std::string> out_of_bounds(const Alert& alert, const ConfigurationItem& ci) {
    if (alert.allowed_subscriptions.empty() || Bounds(alert.allowed_subscriptions).holds(ci.resource_id))
        return std::nullopt;
    return "\"" + one_line(ci.name) + "\" is in the CMDB with a resource id that is not of an allowed subscription";
}

}  // namespace secure_export

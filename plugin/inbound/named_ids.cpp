#include "inbound/named_ids.h"

#include <algorithm>
#include <array>

#include "core/id_look.h"
#include "core/text.h"
#include "inbound/fields.h"
#include "inbound/limits.h"

namespace secure_export::inbound {
namespace {

constexpr std::array<std::string_view, 8> id_members{"alertId",        "alertTargetIDs",
                                                     "resourceId",     "configurationItems",
                                                     "resourceName",   "AffectedConfigurationItems",
                                                     "targetResource", "targetResourceName"};
constexpr std::array<std::string_view, 4> wrappers{"data", "essentials", "context", "activityLog"};

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& names, std::string_view name) {
    return std::ranges::any_of(names, [&](std::string_view one) { return same_ignoring_case(one, name); });
}

// A cheap filter: true for every text in which core/id_look.h might find a subscription.
bool may_be_id(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) >= 0x7F || static_cast<unsigned char>(c) <= 0x20 || c == '%' || c == '\\' ||
            c == '&')
            return true;
        if ((c == 'b' || c == 'B') && same_ignoring_case(text.substr(at, 10), "bscription")) return true;
    }
    return false;
}

class Essentials {
public:
    explicit Essentials(Alert& alert) : all_(alert.subscriptions) {}

    void walk(const json::View& object, int depth = 0) {
        if (depth > max_wrappers) return;
        for (const auto& [name, value] : object.members()) {
            if (is_one_of(id_members, name)) {
                value.each_text([&](std::string_view text, std::string_view) { look(text); });
            } else if (same_ignoring_case(name, "subscriptionId")) {
                value.each_text([&](std::string_view text, std::string_view) { look_at_subscription(text); });
            } else if (is_one_of(wrappers, name)) {
                walk(value, depth + 1);
            } else if (same_ignoring_case(name, "properties") && value.member("essentials").is_object()) {
                walk(value.member("essentials"), depth + 1);
                object.member("id").each_text([&](std::string_view text, std::string_view) { look(text); });
            }
        }
    }

private:
    void add(std::string subscription) {
        if (std::ranges::find(all_, subscription) != all_.end()) return;
        all_.push_back(all_.size() < max_subscriptions ? std::move(subscription) : "(too many)");
        full_ = all_.size() > max_subscriptions;
    }

    bool counts(std::string_view text) {
        if (full_) return false;
        if (text.size() > max_id) {
            if (may_be_id(text)) add("(too long)");
            return false;
        }
        if (++texts_ <= max_texts) return true;
        add("(too many)");
        full_ = true;
        return false;
    }

    void look(std::string_view text) {
        if (!may_be_id(text) || !counts(text)) return;
        for (std::string& one : look_at_id(text).subscriptions) add(std::move(one));
    }

    void look_at_subscription(std::string_view text) {
        if (trimmed(text).empty() || !counts(text)) return;
        IdLook named = look_at_id(text);
        if (named.subscriptions.empty()) named = look_at_id("/subscriptions/" + std::string(trimmed(text)));
        for (std::string& one : named.subscriptions) add(std::move(one));
    }

    std::vector<std::string>& all_;
    std::size_t texts_ = 0;
    bool full_ = false;
};

}  // namespace

void note_subscriptions(Alert& alert, const json::View& body) { Essentials(alert).walk(body); }

void note_other_ids(Alert& alert, const json::View& body) {
    std::size_t texts = 0;
    body.each_text([&](std::string_view text, std::string_view name) {
        if (text.size() > max_id || texts >= max_texts || !may_be_id(text)) return;
        ++texts;
        std::string one = clean_text(one_line(text), max_id);  // as it would be used
        const IdLook look = look_at_id(one);
        const bool is_id = look.absolute || lower(name).ends_with("resourceid");
        if (!is_id || look.subscriptions.empty() || alert.other_ids.size() >= max_other_ids) return;
        if (std::ranges::find(alert.other_ids, one) == alert.other_ids.end()) alert.other_ids.push_back(std::move(one));
    });
}

}  // namespace secure_export::inbound

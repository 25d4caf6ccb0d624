#include "core/portal.h"

#include "core/limits.h"
#include "core/resource_id.h"
#include "core/text.h"

namespace secure_export {
namespace {

// RFC 3986: all but the unreserved characters.
std::string percent_encoded(std::string_view text, std::string_view kept) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~").find(c) != std::string_view::npos || kept.find(c) != kept.npos;
        if (plain) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

// "https://app.azure.com/h/ABCD-123/f5f4b7": the first and the last three digits of the subscription.
std::string event_page(const Alert& alert) {
    std::string menu = alert.portal + "/#view/Microsoft_Azure_Health/AzureHealthBrowseBlade/~/serviceIssues";
    std::string subscription;
    for (const std::string& id : {alert.target_ids.empty() ? std::string() : alert.target_ids.front(), alert.alert_id})
        if (subscription.empty()) subscription = subscription_of(id).value_or("");
    const bool known = alert.tracking_id.find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
    const bool is_public = alert.portal == portal_of(Cloud::public_cloud);
    if (alert.tracking_id.empty() || !known || subscription.size() < 6 || !is_public) return menu;
    return "https://app.azure.com/h/" + alert.tracking_id + "/" +
           percent_encoded(subscription.substr(0, 3) + subscription.substr(subscription.size() - 3), "");
}

// "#resource//subscriptions/..." in older alerts is the same page as "#resource/subscriptions/...".
bool leads_to(std::string link, const std::string& page) {
    if (const std::size_t at = link.find("#resource//"); at != std::string::npos) link.erase(at + 9, 1);
    return same_ignoring_case(link, page);
}

}  // namespace

const char* portal_of(Cloud cloud) {
    switch (cloud) {
        case Cloud::usgov: return "https://portal.azure.us";
        case Cloud::china: return "https://portal.azure.cn";
        case Cloud::public_cloud: break;
    }
    return "https://portal.azure.com";
}

std::string resource_page(std::string_view portal, std::string_view resource_id) {
    if (!looks_like_resource_id(resource_id) || !subscription_of(resource_id) ||
        resource_id.size() > max_resource_id_bytes)
        return {};
    std::string_view id = trimmed(resource_id);
    while (id.ends_with('/')) id.remove_suffix(1);
    return std::string(portal) + "/#resource" + percent_encoded(id, "/");
}

std::string alert_page(const Alert& alert) {
    const bool known = lower(alert.alert_id).find("/providers/microsoft.alertsmanagement/alerts/") != std::string::npos;
    if (!known || alert.alert_id.size() > max_resource_id_bytes)
        return alert.portal + "/#view/Microsoft_Azure_Monitoring/AzureMonitoringBrowseBlade/~/alertsV2";
    return alert.portal + "/#blade/Microsoft_Azure_Monitoring/AlertDetailsTemplateBlade/alertId/" +
           percent_encoded(alert.alert_id, "");
}

std::vector<Fact> all_links(const Alert& alert, std::string_view resource_id) {
    std::vector<Fact> all;
    if (const std::string page = resource_page(alert.portal, resource_id); !page.empty())
        all.push_back({"Resource in the portal", page});
    for (const std::string& id : alert.target_ids)
        if (resource_type(id).starts_with("microsoft.security/") && !same_ignoring_case(id, resource_id))
            if (const std::string page = resource_page(alert.portal, id); !page.empty())
                all.push_back({"Finding in the portal", page});
    if (alert.kind == TicketKind::service_health) all.push_back({"Service Health", event_page(alert)});
    all.push_back({"Alert in the portal", alert_page(alert)});
    for (const Fact& link : alert.links)
        if (!leads_to(link.value, all.front().value)) all.push_back(link);
    return all;
}

}  // namespace secure_export

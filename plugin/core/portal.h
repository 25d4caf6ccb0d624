#pragma once
// Links to pages of the Azure portal; each cloud has its own portal.

#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/settings.h"

namespace secure_export {

// "https://portal.azure.com", without a slash at its end.
const char* portal_of(Cloud cloud);

// The page of one resource; empty if `resource_id` is not the id of a resource in a subscription.
std::string resource_page(std::string_view portal, std::string_view resource_id);

// The page of this alert; the list of alerts if the alert has no id that the portal knows.
std::string alert_page(const Alert& alert);

// Links to the resource, the alert and the Service Health event, followed by Alert::links.
std::vector<Fact> all_links(const Alert& alert, std::string_view resource_id);

}  // namespace secure_export

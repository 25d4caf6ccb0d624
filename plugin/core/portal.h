#pragma once
// Pages of the Azure portal, of which every cloud has its own.

#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/settings.h"

namespace secure_export {

// "https://portal.azure.com", without a slash at its end.
const char* portal_of(Cloud cloud);

// The page of one resource; empty for what is no id of a subscription's resource.
std::string resource_page(std::string_view portal, std::string_view resource_id);

// The page of this alert; of one without an id that the portal knows, the list of alerts.
std::string alert_page(const Alert& alert);

// Alert::links after those to the resource, the alert, and the Service Health event.
std::vector<Fact> all_links(const Alert& alert, std::string_view resource_id);

}  // namespace secure_export

#pragma once
// Notifies systemd (sd_notify(3)) if it asks for that: a unit of Type=notify counts as started once it serves.

#include <string_view>

namespace secure_export::host {

// "READY=1", "STOPPING=1".  Does nothing when NOTIFY_SOCKET is not set.
void tell_service_manager(std::string_view state);

}  // namespace secure_export::host

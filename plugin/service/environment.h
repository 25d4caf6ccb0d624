#pragma once
#include <filesystem>
#include <functional>

#include "adapters/desks/desks.h"
#include "core/clock.h"
#include "core/desk_call.h"
#include "core/desk_kinds.h"
#include "core/http_client.h"
#include "core/log.h"
#include "core/public_addresses.h"
#include "core/time_zones.h"

namespace secure_export::service {

// The service's dependencies.  All of them must outlive it.
struct Environment {
    std::filesystem::path data_dir;
    const Clock& clock;
    const TimeZones& zones;
    const Log& log;
    const HttpClient& http;
    const DeskCall* host_desk;  // null: the host is no desk
    // Creates desks; tests pass their own.
    std::function<Result<std::unique_ptr<Desk>>(const DeskSettings&, const desks::Environment&)> make_desk =
        desks::make_desk;
    // Null: the host does not know the URLs of its public endpoints.
    const PublicAddresses* addresses = nullptr;
    const DeskKinds& desk_kinds = desks::kinds();
};

}  // namespace secure_export::service

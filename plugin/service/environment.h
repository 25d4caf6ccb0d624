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

namespace secure_export::service {

// What the world gives the service.  Everything outlives it.
struct Environment {
    std::filesystem::path data_dir;
    const Clock& clock;
    const Log& log;
    const HttpClient& http;
    const DeskCall* host_desk;  // null: the host is no desk
    // Makes the desks that are configured.
    std::function<Result<std::unique_ptr<Desk>>(const DeskSettings&, const desks::Environment&)> make_desk =
        desks::make_desk;
    // Null: the host cannot tell where its public endpoints are.
    const PublicAddresses* addresses = nullptr;
    const DeskKinds& desk_kinds = desks::kinds();
};

}  // namespace secure_export::service

#pragma once
// Lists the kinds of desks, and creates a configured desk.

#include <filesystem>
#include <memory>

#include "core/clock.h"
#include "core/desk.h"
#include "core/desk_call.h"
#include "core/desk_kinds.h"
#include "core/http_client.h"
#include "core/secrets.h"
#include "core/settings.h"

namespace secure_export::desks {

// A desk's dependencies.  All of them must outlive it.
struct Environment {
    std::filesystem::path data_dir;
    const Clock* clock = nullptr;
    const HttpClient* http = nullptr;
    const DeskCall* host = nullptr;  // null: the host has no desk
    const Secrets* secrets = nullptr;
    std::shared_ptr<const HttpClient> own_http = {};  // owns what `http` points to, if it was created for one desk
};

// All kinds of desks, in the order in which the screens and commands list them.
const DeskKinds& kinds();

// Fault::invalid, with what to change, for a kind that is unknown or not available here.
Result<std::unique_ptr<Desk>> make_desk(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks

#pragma once
// The kinds of desk that there are, and the desk that an operator configured.

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

// What a desk may use.  Everything outlives the desk.
struct Environment {
    std::filesystem::path data_dir;
    const Clock* clock = nullptr;
    const HttpClient* http = nullptr;
    const DeskCall* host = nullptr;  // null: the host is no desk
    const Secrets* secrets = nullptr;
    std::shared_ptr<const HttpClient> own_http = {};  // what `http` points to, where that is made for one desk
};

// In the order in which they are listed.
const DeskKinds& kinds();

// Fault::invalid, with what to change, for a kind that is not known or cannot be had here.
Result<std::unique_ptr<Desk>> make_desk(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks

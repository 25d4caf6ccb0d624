#pragma once
// replay of the admin API (api.md).

#include "admin/replay.h"
#include "admin/response.h"
#include "core/exchange.h"

namespace secure_export::admin {

Response replay_reply(const Request& request, Replayer& replayer);

}  // namespace secure_export::admin

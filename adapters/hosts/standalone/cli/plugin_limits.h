#pragma once
// Limits of the plugin that commands state or check before a call.  The plugin defines them (admin/limits.h); the build
// passes them on, since a host includes nothing of the plugin but itsm_abi.h.

#include <cstddef>

namespace secure_export::host {

constexpr unsigned max_rows = SECURE_EXPORT_MAX_ROWS;
constexpr unsigned max_replayed = SECURE_EXPORT_MAX_REPLAYED;
constexpr unsigned max_replay_rows = SECURE_EXPORT_MAX_REPLAY_ROWS;
constexpr std::size_t max_secret_bytes = SECURE_EXPORT_MAX_SECRET_BYTES;

}  // namespace secure_export::host

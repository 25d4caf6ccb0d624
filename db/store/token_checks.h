#pragma once
// The checks that tokens passed, as texts for people, once for all deliveries with that token.

#include <cstdint>
#include <optional>
#include <string_view>

#include "db/engine/database.h"

namespace secure_export::db {

// The id of that text, which is stored if it is not among the latest few; nullopt for an empty text.  Senders use one
// token for hours, so a text is rarely stored twice, and no index has to be kept.
std::optional<std::int64_t> token_check(Transaction& tx, std::string_view text);

}  // namespace secure_export::db

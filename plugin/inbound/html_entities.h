#pragma once

#include <string>
#include <string_view>

namespace secure_export::inbound {

// The character that `entity` ("amp", "rsquo", "#39", "#x27") names, in UTF-8; empty for others.
std::string character_of(std::string_view entity);

}  // namespace secure_export::inbound

#pragma once
// The files of the admin screens (assets/), which are inside the plugin.

#include <string_view>

#include "core/exchange.h"

namespace secure_export::admin {

struct Asset {
    std::string_view path;  // below the screens' address: "lib/dom.js"
    std::string_view type;  // for Content-Type
    std::string_view etag;  // of its content
    std::string_view body;
};

// Null when there is none of that name; "" is index.html.
const Asset* asset(std::string_view path);

// The answer to a GET below "/ui/": the file, 304 when the caller has it already, or 404.
Reply answer_screens(const Request& request);

}  // namespace secure_export::admin

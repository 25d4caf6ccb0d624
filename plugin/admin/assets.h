#pragma once
// The files of the admin screens (assets/), compiled into the plugin.

#include <string_view>

#include "core/exchange.h"

namespace secure_export::admin {

struct Asset {
    std::string_view path;  // relative to the screens' URL: "lib/dom.js"
    std::string_view type;  // Content-Type
    std::string_view etag;  // derived from the content
    std::string_view body;
};

// Null when there is no such file; "" is index.html.
const Asset* asset(std::string_view path);

// Answers a GET below "/ui/": 200 with the file, 304 when the caller's copy is current, or 404.
Reply answer_screens(const Request& request);

}  // namespace secure_export::admin

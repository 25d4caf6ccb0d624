#pragma once
// Calls of a plugin's admin endpoints, within this process: whoever may read and write the data directory is its
// administrator, so there is no network and no password in between.

#include <string>
#include <string_view>

#include "adapters/hosts/standalone/cli/settings.h"

namespace secure_export::host {

struct AdminCall {
    SharedSettings settings;
    std::string method;
    std::string path;
    std::string query;  // percent-encoded
    std::string accept = "text/plain";
    std::string content_type;  // empty: no body
    std::string body;
    bool makes_data_dir = false;  // only what saves something; a mistyped directory is not made by a question
};

// Text for a path segment or a query value: all but the unreserved characters percent-encoded (RFC 3986 section 2).
std::string percent_encoded(std::string_view text);

// Opens the plugins, calls, and prints the reply's body: on stdout and exit code 0 for a 2xx, else on stderr and 1.
// It first becomes the owner of the data directory.  The plugin is told the login name of who really called.  Throws a
// Failure.
int call_admin(const AdminCall& call);

}  // namespace secure_export::host

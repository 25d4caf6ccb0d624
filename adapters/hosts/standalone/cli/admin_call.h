#pragma once
// Calls a plugin's admin endpoints in this process, without network and password: whoever can read and write the data
// directory counts as an administrator.

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
    bool makes_data_dir = false;  // only for commands that save something: queries must not create a mistyped one
};

// Percent-encodes all but the unreserved characters (RFC 3986 section 2), for a path segment or a query value.
std::string percent_encoded(std::string_view text);

// Opens the plugins, makes the call and prints the reply's body: on stdout for a 2xx, returning 0, otherwise on stderr,
// returning 1.  First becomes the owner of the data directory; changes are recorded under the login name of the user
// who ran the command.  Throws Failure.
int call_admin(const AdminCall& call);

}  // namespace secure_export::host

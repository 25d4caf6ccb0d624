#pragma once
// Finds the endpoint for a method and a path.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

enum class Access : std::uint32_t { open = 1, admin = 2 };  // ITSM_ACCESS_PUBLIC, ITSM_ACCESS_ADMIN

struct Endpoint {
    std::size_t plugin = 0;    // index of the loaded plugin
    std::uint32_t number = 0;  // chosen by the plugin, passed to it with each request
    std::string method;
    std::string path;  // "/a/b", or "/a/*" for everything below "/a/"
    Access access = Access::admin;
};

class Router {
public:
    struct Match {
        const Endpoint* endpoint = nullptr;  // null: no such path, or, if `allow` is not empty, not for this method
        std::string allow;                   // "GET, HEAD": the methods of the path
    };

    // False when this method and path exist already, or are invalid: a method that is not a token, a path that does not
    // begin with a slash or has an asterisk anywhere but at its end.
    bool add(Endpoint endpoint);

    // Searches only endpoints with this access.  HEAD is routed like GET (RFC 9110 section 9.3.2).  An exact path takes
    // precedence over a wildcard, a longer wildcard over a shorter one.  The result points into this router.
    Match find(Access access, std::string_view method, std::string_view path) const;

    const std::vector<const Endpoint*>& endpoints() const { return in_order_; }

private:
    using ByMethod = std::map<std::string, Endpoint, std::less<>>;
    using ByPath = std::map<std::string, ByMethod, std::less<>>;
    const ByMethod* methods_for(Access access, std::string_view path) const;

    ByPath exact_[2], below_[2];  // by access; keys of `below_` end with the slash
    std::vector<const Endpoint*> in_order_;
};

}  // namespace secure_export::host

#pragma once
// Which endpoint answers a method and a path.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

enum class Access : std::uint32_t { open = 1, admin = 2 };  // ITSM_ACCESS_PUBLIC, ITSM_ACCESS_ADMIN

struct Endpoint {
    std::size_t plugin = 0;    // which of the loaded plugins, counted from 0
    std::uint32_t number = 0;  // the plugin's own, handed back with each request
    std::string method;
    std::string path;  // "/a/b", or "/a/*" for all below "/a/"
    Access access = Access::admin;
};

class Router {
public:
    struct Match {
        const Endpoint* endpoint = nullptr;  // null: `allow` says whether the path or the method is unknown
        std::string allow;                   // "GET, HEAD" when the path is known under other methods
    };

    // False when this method and path are taken already, or cannot be served: a method that is no token, a path that
    // does not begin with a slash or holds an asterisk elsewhere than at its end.
    bool add(Endpoint endpoint);

    // Endpoints of the other access do not exist here.  HEAD goes where GET does (RFC 9110 section 9.3.2).  An exact
    // path goes before a wildcard, a longer wildcard before a shorter.  The result points into this router.
    Match find(Access access, std::string_view method, std::string_view path) const;

    const std::vector<const Endpoint*>& endpoints() const { return in_order_; }

private:
    using ByMethod = std::map<std::string, Endpoint, std::less<>>;
    using ByPath = std::map<std::string, ByMethod, std::less<>>;
    const ByMethod* methods_for(Access access, std::string_view path) const;

    ByPath exact_[2], below_[2];  // by access; the key of `below_` ends in the slash
    std::vector<const Endpoint*> in_order_;
};

}  // namespace secure_export::host

#include "admin/assets.h"

namespace secure_export::admin {

namespace {
constexpr std::string_view ui_prefix = "/ui/";
}

Reply answer_screens(const Request& request) {
    std::string_view path = request.path;
    if (path.starts_with(ui_prefix)) path.remove_prefix(ui_prefix.size());
    const Asset* found = asset(path);
    if (!found) return {404, {{"Content-Type", "text/plain; charset=utf-8"}}, "no such page\n"};
    const std::string etag = '"' + std::string(found->etag) + '"';
    // Browsers must revalidate each time, so that files of a new version are never mixed with old ones.
    Reply reply{200,
                {{"Content-Type", std::string(found->type)},
                 {"ETag", etag},
                 {"Cache-Control", "no-cache"},
                 {"X-Content-Type-Options", "nosniff"}},
                {}};
    for (std::string_view held : header_values(request.headers, "If-None-Match"))
        if (held == etag) {
            reply.status = 304;
            return reply;
        }
    reply.body = found->body;
    return reply;
}

}  // namespace secure_export::admin

#include "admin_site.h"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "reply_writer.h"
#include "sign_in/tokens.h"

namespace secure_export::host {
namespace {

constexpr std::string_view screens = "/ui/";

constexpr std::string_view security_fields =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
// For the host name with all of its ports, so not for a year: a mistake is to heal by itself (RFC 6797 section 6.1.1).
constexpr std::string_view tls_field = "Strict-Transport-Security: max-age=2592000\r\n";

// What the host itself answers.
struct OwnPage {
    std::string_view path, allow;
    bool takes(std::string_view method) const {
        for (std::string_view rest = allow;;) {
            const std::size_t comma = rest.find(", ");
            if (rest.substr(0, comma) == method) return true;
            if (comma == std::string_view::npos) return false;
            rest.remove_prefix(comma + 2);
        }
    }
};
constexpr OwnPage own_pages[] = {
    {"/", "GET, HEAD"},
    {"/ui", "GET, HEAD"},
    {"/login", "GET, HEAD, POST"},
    {"/login.css", "GET, HEAD"},
    {"/login.js", "GET, HEAD"},
    {"/login.svg", "GET, HEAD"},
    {"/login/first", "GET, HEAD, POST"},
    {"/session", "GET, HEAD, DELETE"},
};

const OwnPage* own_page(std::string_view path) {
    const auto found = std::find_if(std::begin(own_pages), std::end(own_pages),
                                    [&](const OwnPage& page) { return page.path == path; });
    return found == std::end(own_pages) ? nullptr : found;
}

bool changes_nothing(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

constexpr std::string_view token_wanted = "X-CSRF-Token is missing or wrong; GET /session tells it";

bool names_token(const Request& request, std::string_view token) {
    const auto given = field_values(request.headers, "X-CSRF-Token");
    return given.size() == 1 && same_secret(given[0], token);
}

Reply json_reply(int status, const boost::json::object& body) {
    return {status, "Content-Type: application/json\n", boost::json::serialize(body) + "\n"};
}

Reply json_error(int status, std::string_view text) { return json_reply(status, {{"error", std::string(text)}}); }

Admission refused(int status, std::string_view text, std::string_view allow = {}) {
    Reply reply = json_error(status, text);
    if (!allow.empty()) reply.headers += "Allow: " + std::string(allow) + "\n";
    return {std::move(reply)};
}

Reply moved(std::string_view to) { return {303, "Location: " + std::string(to) + "\n", {}}; }

Reply file(std::string_view type, std::string_view text) {
    return {200, "Content-Type: " + std::string(type) + "\n", std::string(text)};
}

// What a plugin answers below the screens may say how long it may be kept; data never is.
class NeverKept : public Asker {
public:
    explicit NeverKept(std::shared_ptr<Asker> asker) : asker_(std::move(asker)) {}
    void replied(Reply reply) override {
        reply.headers = without_fields(reply.headers, {"Cache-Control"});
        asker_->replied(std::move(reply));
    }

private:
    std::shared_ptr<Asker> asker_;
};

}  // namespace

AdminSite::AdminSite(Login& login, const Router& router, bool over_tls, Forward forward)
    : login_(login),
      router_(router),
      over_tls_(over_tls),
      forward_(std::move(forward)),
      fields_(std::string(security_fields) + (over_tls ? std::string(tls_field) : "")) {}

// A page of another site can make a browser send a form, never with these fields forged.  Under Referrer-Policy:
// no-referrer a browser sends our own forms with "Origin: null"; Sec-Fetch-Site then tells (W3C Fetch Metadata).
bool AdminSite::is_from_here(const Request& request) const {
    const auto sites = field_values(request.headers, "Sec-Fetch-Site");
    const bool told = !sites.empty();
    if (std::any_of(sites.begin(), sites.end(), [](std::string_view site) { return site != "same-origin"; }))
        return false;
    const auto origins = field_values(request.headers, "Origin");
    return std::all_of(origins.begin(), origins.end(), [&](std::string_view origin) {
        if (origin == "null") return told;
        // A proxy on this machine may end TLS in front of a plain listener.
        return origin == "https://" + request.host || (!over_tls_ && origin == "http://" + request.host);
    });
}

Admission AdminSite::admit(Request& request) {
    if (!names_.contains(request.host, over_tls_ ? 443 : 80))
        return refused(421, "this host name is not one of the admin listener's; see --admin-name");
    const OwnPage* const page = own_page(request.path);
    if (!page) return admit_to_plugin(request);
    if (!page->takes(request.method)) return refused(405, "not this method", page->allow);
    if (!changes_nothing(request) && !is_from_here(request))
        return refused(403, "this request comes from another site");
    if (request.method == "DELETE") {
        const auto* const session = login_.session_of(request);
        if (!session) return refused(401, "nobody is signed in");
        if (!names_token(request, session->csrf)) return refused(403, token_wanted);
    }
    return {{}, max_sign_in_body_bytes};
}

Admission AdminSite::admit_to_plugin(Request& request) {
    const auto* const session = login_.session_of(request);
    if (!session) {
        if (changes_nothing(request) && request.path.starts_with(screens)) return {{}, max_sign_in_body_bytes};
        return refused(401, "nobody is signed in");
    }
    request.user = session->user;
    if (!changes_nothing(request)) {
        if (!is_from_here(request)) return refused(403, "this request comes from another site");
        if (!names_token(request, session->csrf)) return refused(403, token_wanted);
    }
    const Router::Match match = router_.find(Access::admin, request.method, request.path);
    if (!match.endpoint && match.allow.empty()) return refused(404, "no such address");
    if (!match.endpoint) return refused(405, "not this method", match.allow);
    request.endpoint = match.endpoint;
    return {{}, max_admin_body_bytes};
}

bool AdminSite::submit(Request& request, std::shared_ptr<Asker> asker) {
    if (request.endpoint) {
        // What proves who somebody is to us is not the plugin's to see.
        request.headers = without_fields(request.headers, {"Cookie", "X-CSRF-Token"});
        if (!request.path.starts_with(screens)) asker = std::make_shared<NeverKept>(std::move(asker));
        return forward_(request, std::move(asker));
    }
    const std::string_view path = request.path;
    const bool sent = request.method == "POST";
    if (path == "/login" && sent) {
        login_.sign_in(request, std::move(asker));
        return true;
    }
    if (path == "/login/first" && sent) {
        login_.set_first_password(request, std::move(asker));
        return true;
    }
    const auto answer = [&]() -> Reply {
        if (path == "/login") return login_.sign_in_form(request);
        if (path == "/login/first") return login_.first_password_form(request);
        if (path == "/login.css") return file("text/css; charset=utf-8", page_style());
        if (path == "/login.js") return file("text/javascript; charset=utf-8", page_script());
        if (path == "/login.svg") return file("image/svg+xml", page_icon());
        if (path == "/" || path == "/ui") return moved(screens);
        if (path != "/session") return moved("/login");  // a screen, and nobody is signed in
        if (request.method == "DELETE") return login_.sign_out(request);
        const auto* const session = login_.session_of(request);
        return session ? json_reply(200, {{"user", session->user}, {"csrf", session->csrf}})
                       : json_error(401, "nobody is signed in");
    };
    asker->replied(answer());
    return true;
}

}  // namespace secure_export::host

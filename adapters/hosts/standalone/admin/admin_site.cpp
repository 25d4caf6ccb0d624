#include "adapters/hosts/standalone/admin/admin_site.h"

#include <algorithm>
#include <iterator>

#include "adapters/hosts/standalone/admin/limits.h"
#include "adapters/hosts/standalone/base/json_text.h"
#include "adapters/hosts/standalone/http/reply_writer.h"
#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {
namespace {

constexpr std::string_view screens = "/ui/";
// Log interval: a sender with the wrong URL repeats its requests.
constexpr std::chrono::seconds signpost_interval{60};

// A path may contain any byte from 0x21 on.
std::string one_line(std::string_view path) {
    std::string text(path.substr(0, max_path_in_log));
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
    return text;
}

constexpr std::string_view security_fields =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
// 30 days and not a year: it applies to all ports of the host name, and a mistake should expire (RFC 6797 section
// 6.1.1).
constexpr std::string_view tls_field = "Strict-Transport-Security: max-age=2592000\r\n";

// A page of the host itself.
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

bool changes_nothing(const IncomingRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

constexpr std::string_view token_wanted = "X-CSRF-Token is missing or wrong; GET /session returns it";

bool names_token(const IncomingRequest& request, std::string_view token) {
    const auto given = field_values(request.headers, "X-CSRF-Token");
    return given.size() == 1 && same_secret(given[0], token);
}

OutgoingReply json_reply(int status, const Json::Value& body) {
    return {status, "Content-Type: application/json\n", to_json(body) + "\n"};
}

OutgoingReply json_error(int status, std::string_view text) {
    Json::Value body;
    body["error"] = std::string(text);
    return json_reply(status, body);
}

Admission refused(int status, std::string_view text, std::string_view allow = {}) {
    OutgoingReply reply = json_error(status, text);
    if (!allow.empty()) reply.headers += "Allow: " + std::string(allow) + "\n";
    return {std::move(reply)};
}

OutgoingReply moved(std::string_view to) { return {303, "Location: " + std::string(to) + "\n", {}}; }

OutgoingReply file(std::string_view type, std::string_view text) {
    return {200, "Content-Type: " + std::string(type) + "\n", std::string(text)};
}

// Forbids caching of a plugin's replies; only files of the screens may set their own caching.
class NeverKept : public ReplyHandler {
public:
    explicit NeverKept(std::shared_ptr<ReplyHandler> reply_handler) : reply_handler_(std::move(reply_handler)) {}
    void replied(OutgoingReply reply) override {
        reply.headers = without_fields(reply.headers, {"Cache-Control"});
        reply_handler_->replied(std::move(reply));
    }

private:
    std::shared_ptr<ReplyHandler> reply_handler_;
};

}  // namespace

AdminSite::AdminSite(Login& login, const Router& router, Signpost signpost, bool over_tls, Forward forward)
    : login_(login),
      router_(router),
      signpost_(std::move(signpost)),
      over_tls_(over_tls),
      forward_(std::move(forward)),
      fields_(std::string(security_fields) + (over_tls ? std::string(tls_field) : "")) {}

// Whether the request comes from our own pages (against CSRF).  A page of another site can make a browser send a form,
// but cannot forge these fields.  With Referrer-Policy: no-referrer, browsers send our own forms with "Origin: null";
// then Sec-Fetch-Site decides (W3C Fetch Metadata).
bool AdminSite::is_from_here(const IncomingRequest& request) const {
    const auto sites = field_values(request.headers, "Sec-Fetch-Site");
    const bool configured = !sites.empty();
    if (std::any_of(sites.begin(), sites.end(), [](std::string_view site) { return site != "same-origin"; }))
        return false;
    const auto origins = field_values(request.headers, "Origin");
    return std::all_of(origins.begin(), origins.end(), [&](std::string_view origin) {
        if (origin == "null") return configured;
        // A proxy on this machine may terminate TLS in front of a plain listener.
        return origin == "https://" + request.host || (!over_tls_ && origin == "http://" + request.host);
    });
}

// Whether the path, or its first segment, belongs to an endpoint on the other listener.
bool AdminSite::is_for_the_public(const IncomingRequest& request) const {
    const auto first_segment = [](std::string_view path) { return path.substr(0, path.find('/', 1)); };
    const Router::Match ours = router_.find(Access::admin, request.method, request.path);
    return request.path.size() > 1 && !own_page(request.path) && !ours.endpoint && ours.allow.empty() &&
           std::any_of(router_.endpoints().begin(), router_.endpoints().end(), [&](const Endpoint* endpoint) {
               return endpoint->access == Access::open && first_segment(endpoint->path) == first_segment(request.path);
           });
}

// 503 and not 404: Azure retries it, so that no alert is lost if the URL is corrected soon.
Admission AdminSite::point_elsewhere(const IncomingRequest& request) {
    const auto now = std::chrono::steady_clock::now();
    ++pointed_since_;
    if (pointed_at_ == std::chrono::steady_clock::time_point{} || now - pointed_at_ >= signpost_interval) {
        const std::string there = signpost_.there.first();
        signpost_.log.warning(
            (pointed_since_ == 1 ? std::string("an alert was") : std::to_string(pointed_since_) + " alerts were") +
            " posted to the admin address " + signpost_.here() + " (" + request.method + " " + one_line(request.path) +
            " from " + request.peer + ") and answered 503; " +
            (there.empty() ? "the alert listener has another one"
                           : "the alert endpoint is " + there + one_line(request.path)) +
            ": correct the webhook's URL in the action group");
        pointed_at_ = now;
        pointed_since_ = 0;
    }
    return {busy("this is the URL of the admin screens; post alerts to the URL of the alert listener")};
}

Admission AdminSite::admit(IncomingRequest& request) {
    if (is_for_the_public(request)) return point_elsewhere(request);
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

Admission AdminSite::admit_to_plugin(IncomingRequest& request) {
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

bool AdminSite::submit(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) {
    if (request.endpoint) {
        // Plugins must not see the credentials of a session.
        request.headers = without_fields(request.headers, {"Cookie", "X-CSRF-Token"});
        if (!request.path.starts_with(screens)) reply_handler = std::make_shared<NeverKept>(std::move(reply_handler));
        return forward_(request, std::move(reply_handler));
    }
    const std::string_view path = request.path;
    const bool sent = request.method == "POST";
    if (path == "/login" && sent) {
        login_.sign_in(request, std::move(reply_handler));
        return true;
    }
    if (path == "/login/first" && sent) {
        login_.set_first_password(request, std::move(reply_handler));
        return true;
    }
    const auto answer = [&]() -> OutgoingReply {
        if (path == "/login") return login_.sign_in_form(request);
        if (path == "/login/first") return login_.first_password_form(request);
        if (path == "/login.css") return file("text/css; charset=utf-8", page_style());
        if (path == "/login.js") return file("text/javascript; charset=utf-8", page_script());
        if (path == "/login.svg") return file("image/svg+xml", page_icon());
        if (path == "/" || path == "/ui") return moved(screens);
        if (path != "/session") return moved("/login");  // a screen was requested without a session
        if (request.method == "DELETE") return login_.sign_out(request);
        const auto* const session = login_.session_of(request);
        if (!session) return json_error(401, "nobody is signed in");
        Json::Value body;
        body["user"] = session->user;
        body["csrf"] = session->csrf;
        return json_reply(200, body);
    };
    reply_handler->replied(answer());
    return true;
}

}  // namespace secure_export::host

#include "adapters/http/client.h"

#include <algorithm>

#include "adapters/http/response.h"
#include "adapters/http/tcp.h"
#include "adapters/http/tls.h"
#include "core/text.h"
#include "core/url.h"

namespace secure_export {
namespace {

using std::chrono::steady_clock;

Error unsent(Error error) {
    error.unsent = true;
    return error;
}

Error invalid(std::string why) { return {Fault::invalid, std::move(why), {}}; }

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); });
}

bool is_set_here(std::string_view name) {
    for (const char* own : {"Host", "Connection", "Content-Length", "Transfer-Encoding", "Expect", "Accept-Encoding",
                            "TE", "Upgrade", "Trailer"}) {
        if (same_ignoring_case(name, own)) return true;
    }
    return false;
}

// The request as sent over the wire.
Result<std::string> message(const HttpRequest& request, const Url& url) {
    if (!is_token(request.method)) return invalid("the request's method is not a token");
    std::string text =
        request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\nConnection: close\r\n";
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name)) return invalid("the name of a header field is not a token");
        if (!is_field_value(value)) return invalid("the header field " + name + " holds a control character");
        if (is_set_here(name)) return invalid("the header field " + name + " is set by the client itself");
        text += name + ": " + value + "\r\n";
    }
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return text + "\r\n" + request.body;
}

class Client : public HttpClient {
public:
    Result<HttpResponse> call(const HttpRequest& request) const override {
        const auto url = read_url(request.url);
        if (!url) return invalid("the address is not an http or https address of the allowed form");
        if (!url->tls && !is_loopback(*url)) {
            return invalid("http without TLS is allowed to loopback addresses only, not to " + url->authority());
        }
        const auto text = message(request, *url);
        if (!text) return text.error();
        auto response = exchange(request, *url, *text);
        if (response) return response;
        Error error = response.error();
        error.message = "could not get an answer from " + url->authority() + ": " + error.message;
        return error;
    }

private:
    Result<HttpResponse> exchange(const HttpRequest& request, const Url& url, std::string_view text) const {
        const http::Deadline deadline = steady_clock::now() + request.time_limit;
        auto tcp = http::TcpStream::connect(url, deadline);
        if (!tcp) return unsent(tcp.error());
        std::unique_ptr<http::Stream> stream = *std::move(tcp);
        std::shared_ptr<ssl_ctx_st> context;
        if (url.tls) {
            const auto trusted = trust_.context(request.ca_file);
            if (!trusted) return unsent(trusted.error());
            context = *trusted;
            auto tls = http::TlsStream::connect(std::move(stream), context.get(), url.host, request.ca_file);
            if (!tls) return unsent(tls.error());
            stream = *std::move(tls);
        }
        if (const auto sent = stream->write(text); !sent) return sent.error();
        return http::read_response(*stream, request.method, request.max_bytes);
    }

    mutable http::TlsTrust trust_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client() { return std::make_unique<Client>(); }

}  // namespace secure_export

#include "adapters/hosts/standalone/http/request_parser.h"

#include <strings.h>

#include <algorithm>

#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/reply_writer.h"

namespace secure_export::host {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

bool same_word(beast::string_view text, std::string_view word) {
    return text.size() == word.size() && strncasecmp(text.data(), word.data(), word.size()) == 0;
}

// Beast should reject NUL and other control characters itself; checked again, since the value goes into the plugin's
// header lines.
bool is_clean(beast::string_view value) {
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_number(beast::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

RequestParser::RequestParser(const RequestReader::Place& place, const std::string& peer,
                             std::function<bool(std::size_t)> hold)
    : place_(place), peer_(peer), hold_(std::move(hold)) {
    eager(false);  // stops after the header
    header_limit(max_header_bytes);
    body_limit(boost::none);  // checked in on_header_impl and on_chunk_header_impl instead
}

std::size_t RequestParser::take_in(std::string_view input, Code& error) {
    input_ = input;
    return put({input.data(), input.size()}, error);
}

void RequestParser::refuse(Code& error, OutgoingReply reply) {
    refusal = std::move(reply);
    error = http::error::bad_value;  // any error stops the parser
}

void RequestParser::on_request_impl(http::verb, beast::string_view method, beast::string_view target, int version,
                                    Code& error) {
    error = {};
    request.method.assign(method.data(), method.size());
    target_.assign(target.data(), target.size());
    head_only = request.method == "HEAD";
    version_ = version;
}

void RequestParser::on_field_impl(http::field field, beast::string_view name, beast::string_view value, Code& error) {
    error = {};
    if (++fields_ > max_header_fields) return refuse(error, plain_reply(431, "too many header fields"));
    if (!is_clean(value)) return refuse(error, plain_reply(400, "a header field holds a control character"));
    if (is_folded(name, value)) return refuse(error, plain_reply(400, "a header field is folded over several lines"));
    if (is_header_done()) return;  // trailer fields come after the checks and are dropped
    switch (field) {
        case http::field::host:
            ++hosts_;
            request.host.assign(value.data(), value.size());
            break;
        case http::field::authorization:
            ++authorizations_;
            authorization_ = {request.headers.size() + name.size() + 2, value.size()};
            break;
        case http::field::content_length:
            ++lengths_;
            if (!is_number(value)) return refuse(error, plain_reply(400, "Content-Length must be one number"));
            break;
        case http::field::transfer_encoding:
            ++codings_;
            only_chunked_ = same_word(value, "chunked");
            break;
        case http::field::expect:
            if (!same_word(value, "100-continue")) unknown_expectation_ = true;
            expects_continue = true;
            break;
        default: break;
    }
    auto& lines = request.headers;
    lines.append(name.data(), name.size()).append(": ").append(value.data(), value.size()).append("\n");
}

void RequestParser::on_header_impl(Code& error) {
    error = {};
    if (OutgoingReply reply = check_framing(); reply.status) return refuse(error, std::move(reply));
    read_target();
    if (authorizations_ == 1)
        request.sender = sender_mark(
            request, std::string_view(request.headers).substr(authorization_.offset, authorization_.length));
    request.peer = place_.proxies.sender(peer_, request.headers);
    Admission admission = place_.site.admit(request);
    if (admission.refusal.status) return refuse(error, std::move(admission.refusal));
    body_limit_ = admission.body_limit;
    if (version_ < 11) expects_continue = false;  // RFC 9110 section 10.1.1: must be ignored
    if (expects_continue && unknown_expectation_) return refuse(error, plain_reply(417, "unknown expectation"));
    if (const auto length = content_length(); length && *length > body_limit_) refuse_length(error);
}

bool RequestParser::is_folded(beast::string_view name, beast::string_view value) const {
    const std::less<> before;
    const char* const name_end = name.data() + name.size();
    if (before(value.data(), name_end) || before(input_.data() + input_.size(), value.data())) return true;
    return std::find(name_end, value.data(), '\n') != value.data();
}

OutgoingReply RequestParser::check_framing() const {
    if (codings_ > 0 && lengths_ > 0) return plain_reply(400, "both Transfer-Encoding and Content-Length");
    if (lengths_ > 1) return plain_reply(400, "more than one Content-Length");
    if (codings_ > 1) return plain_reply(400, "more than one Transfer-Encoding");
    if (codings_ > 0 && version_ < 11) return plain_reply(400, "Transfer-Encoding in HTTP/1.0");
    if (codings_ > 0 && !only_chunked_) return plain_reply(501, "the only known transfer coding is chunked");
    if (hosts_ > 1 || (hosts_ == 0 && version_ >= 11)) return plain_reply(400, "HTTP/1.1 needs one Host field");
    return {};
}

void RequestParser::read_target() {
    std::string_view target = target_;
    for (const std::string_view scheme : {"http://", "https://"})  // absolute form, RFC 9112 section 3.2.2
        if (target.size() > scheme.size() && strncasecmp(target.data(), scheme.data(), scheme.size()) == 0) {
            const std::size_t slash = target.find_first_of("/?", scheme.size());
            request.host =
                target.substr(scheme.size(), slash == std::string_view::npos ? slash : slash - scheme.size());
            target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
        }
    const std::size_t question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
}

void RequestParser::refuse_length(Code& error) {
    refuse(error, plain_reply(413, "the body is larger than " + std::to_string(body_limit_ >> 10) + " KiB"));
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& error) {
    error = {};
    announced_ = static_cast<std::size_t>(length.value_or(body_limit_));
}

std::size_t RequestParser::on_body_impl(beast::string_view bytes, Code& error) {
    error = {};
    std::string& body = request.body;
    const std::size_t needed = body.size() + bytes.size();
    if (needed > body.capacity()) {
        const std::size_t room = std::max(needed, std::min(2 * needed, announced_));
        if (!hold_(room)) {
            refuse(error, busy("too many large requests at once"));
            return 0;
        }
        body.reserve(room);
    }
    body.append(bytes.data(), bytes.size());
    return bytes.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, beast::string_view, Code& error) {
    error = {};
    if (size > body_limit_ || request.body.size() + size > body_limit_) refuse_length(error);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, beast::string_view bytes, Code& error) {
    return on_body_impl(bytes, error);
}

}  // namespace secure_export::host

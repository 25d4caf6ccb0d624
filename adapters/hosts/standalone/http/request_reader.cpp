#include "adapters/hosts/standalone/http/request_reader.h"

#include <strings.h>

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <functional>

#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/reply_writer.h"

namespace secure_export::host {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

// Bytes of one read, and what may lie unparsed once the header is through: a chunk's size line, or the trailer.
constexpr std::size_t first_read_bytes = 4 * 1024;
constexpr std::size_t body_read_bytes = 16 * 1024;
// Not worth counting: what the least request takes anyway.
constexpr std::size_t free_bytes = 8 * 1024;

bool same_word(beast::string_view text, std::string_view word) {
    return text.size() == word.size() && strncasecmp(text.data(), word.data(), word.size()) == 0;
}

// Beast lets NUL and other controls through nowhere we know of; what goes into the plugin's header lines is worth
// looking at once more.
bool is_clean(beast::string_view value) {
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_number(beast::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Reply refused(int status, std::string_view why) { return plain_reply(status, why); }

}  // namespace

class RequestReader::Parser : public http::basic_parser<true> {
public:
    // `hold`: whether so many bytes of body may be kept.
    Parser(const Place& place, const std::string& peer, std::function<bool(std::size_t)> hold)
        : place_(place), peer_(peer), hold_(std::move(hold)) {
        eager(false);  // to stop behind the header
        header_limit(max_header_bytes);
        body_limit(boost::none);  // decided in on_header_impl and on_chunk_header_impl, where more is known
    }

    Request request;
    Reply refusal;  // status 0: none
    bool head_only = false;
    bool expects_continue = false;

    // put() for bytes that lie in `input`.
    std::size_t take_in(std::string_view input, beast::error_code& error) {
        input_ = input;
        return put({input.data(), input.size()}, error);
    }

    void refuse(beast::error_code& error, Reply reply) {
        refusal = std::move(reply);
        error = http::error::bad_value;  // any: it only has to stop the parser
    }

private:
    void on_request_impl(http::verb, beast::string_view method, beast::string_view target, int version,
                         beast::error_code& error) override {
        error = {};
        request.method.assign(method.data(), method.size());
        target_.assign(target.data(), target.size());
        head_only = request.method == "HEAD";
        version_ = version;
    }

    void on_field_impl(http::field field, beast::string_view name, beast::string_view value,
                       beast::error_code& error) override {
        error = {};
        if (++fields_ > max_header_fields) return refuse(error, refused(431, "too many header fields"));
        if (!is_clean(value)) return refuse(error, refused(400, "a header field holds a control character"));
        if (is_folded(name, value)) return refuse(error, refused(400, "a header field is folded over several lines"));
        if (is_header_done()) return;  // the trailer: fields after the checks are not handed on
        switch (field) {
            case http::field::host:
                ++hosts_;
                request.host.assign(value.data(), value.size());
                break;
            case http::field::content_length:
                ++lengths_;
                if (!is_number(value)) return refuse(error, refused(400, "Content-Length must be one number"));
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

    void on_header_impl(beast::error_code& error) override {
        error = {};
        if (Reply reply = check_framing(); reply.status) return refuse(error, std::move(reply));
        read_target();
        request.peer = place_.proxies.sender(peer_, request.headers);
        Admission admission = place_.site.admit(request);
        if (admission.refusal.status) return refuse(error, std::move(admission.refusal));
        body_limit_ = admission.body_limit;
        if (version_ < 11) expects_continue = false;  // RFC 9110 section 10.1.1: to be ignored
        if (expects_continue && unknown_expectation_) return refuse(error, refused(417, "unknown expectation"));
        if (const auto length = content_length(); length && *length > body_limit_) refuse_length(error);
    }

    // Beast joins the lines of a folded field (RFC 9112 section 5.2) in a buffer of its own, or skips those that are
    // empty.  Nobody folds any more but who hides a Content-Length from one server and shows it to another.
    bool is_folded(beast::string_view name, beast::string_view value) const {
        const std::less<const char*> before;
        const char* const name_end = name.data() + name.size();
        if (before(value.data(), name_end) || before(input_.data() + input_.size(), value.data())) return true;
        return std::find(name_end, value.data(), '\n') != value.data();
    }

    // Whatever another server in front of us might read differently is refused: where a request ends must be beyond
    // doubt (RFC 9112 sections 6.1 and 6.3, and 11.2 on request smuggling).
    Reply check_framing() const {
        if (codings_ > 0 && lengths_ > 0) return refused(400, "both Transfer-Encoding and Content-Length");
        if (lengths_ > 1) return refused(400, "more than one Content-Length");
        if (codings_ > 1) return refused(400, "more than one Transfer-Encoding");
        if (codings_ > 0 && version_ < 11) return refused(400, "Transfer-Encoding in HTTP/1.0");
        if (codings_ > 0 && !only_chunked_) return refused(501, "the only known transfer coding is chunked");
        if (hosts_ > 1 || (hosts_ == 0 && version_ >= 11)) return refused(400, "HTTP/1.1 needs one Host field");
        return {};
    }

    void read_target() {
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

    void refuse_length(beast::error_code& error) {
        refuse(error, refused(413, "the body is larger than " + std::to_string(body_limit_ >> 10) + " KiB"));
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, beast::error_code& error) override {
        error = {};
        announced_ = static_cast<std::size_t>(length.value_or(body_limit_));
    }

    // What has arrived decides how much memory is taken, at most twice of it, not what was announced.
    std::size_t on_body_impl(beast::string_view bytes, beast::error_code& error) override {
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

    void on_chunk_header_impl(std::uint64_t size, beast::string_view, beast::error_code& error) override {
        error = {};
        if (size > body_limit_ || request.body.size() + size > body_limit_) refuse_length(error);
    }

    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, beast::error_code& error) override {
        return on_body_impl(bytes, error);
    }

    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}  // requests only
    void on_finish_impl(beast::error_code& error) override { error = {}; }

    const Place& place_;
    const std::string& peer_;
    const std::function<bool(std::size_t)> hold_;
    std::string_view input_;
    std::string target_;
    std::size_t body_limit_ = 0;
    std::size_t announced_ = 0;  // of the body, or as much as it may have
    int version_ = 0;
    std::size_t fields_ = 0;
    unsigned hosts_ = 0, lengths_ = 0, codings_ = 0;
    bool only_chunked_ = false;
    bool unknown_expectation_ = false;
};

RequestReader::RequestReader(const Place& place, std::string peer, MakeRoom make_room)
    : place_(place), peer_(std::move(peer)), make_room_(std::move(make_room)) {
    next();
}

RequestReader::~RequestReader() = default;

std::span<char> RequestReader::space() {
    if (begin_ > 0) {
        std::memmove(input_.data(), input_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    const std::size_t wanted = parser_->is_header_done() ? body_read_bytes : first_read_bytes;
    if (input_.size() < end_ + wanted) input_.resize(end_ + wanted);
    return {input_.data() + end_, input_.size() - end_};
}

void RequestReader::received(std::size_t bytes) {
    end_ += bytes;
    parse();
}

// Whether the input's buffer and so many bytes of body may be kept; asks for room when there is none left.
bool RequestReader::hold(std::size_t body_bytes) {
    const std::size_t bytes = input_.capacity() + body_bytes;
    if (bytes <= free_bytes) return true;
    BodyBudget::Share& share = parser_->request.share;
    const bool little = bytes <= small_body_bytes;
    return place_.budget.grow(share, bytes, little) ||
           (make_room_(bytes - share.bytes()) && place_.budget.grow(share, bytes, little));
}

void RequestReader::parse() {
    if (parser_->refusal.status || parser_->is_done() || (parser_->is_header_done() && !went_on_)) return;
    if (!began_) {  // an empty line before a request, as old clients send after a body (RFC 9112 section 2.2)
        while (end_ - begin_ >= 2 && input_[begin_] == '\r' && input_[begin_ + 1] == '\n') begin_ += 2;
        if (end_ - begin_ == 1 && input_[begin_] == '\r') return;  // perhaps half of one: the rest is on its way
    }
    if (begin_ == end_) return;
    began_ = true;

    beast::error_code error;
    const bool in_header = !parser_->is_header_done();
    const std::size_t used = parser_->take_in({input_.data() + begin_, end_ - begin_}, error);
    begin_ += used;
    if (in_header) head_bytes_ += used;
    if (parser_->refusal.status) return;
    const std::size_t unparsed = end_ - begin_;
    if (error == http::error::need_more) {
        // A header is parsed only once it is whole: until then it lies in the input.
        if (!parser_->is_header_done() && !hold(0))
            parser_->refusal = busy("too many large requests at once");
        else if (!parser_->is_header_done() && head_bytes_ + unparsed >= max_header_bytes)
            parser_->refusal = refused(431, "the header is larger than 32 KiB");
        else if (parser_->is_header_done() && unparsed >= body_read_bytes)
            parser_->refusal = refused(400, "a chunk's size line or the trailer is too long");
    } else if (error == http::error::header_limit) {
        parser_->refusal = refused(431, "the header is larger than 32 KiB");
    } else if (error) {
        parser_->refusal = refused(400, "not a valid HTTP/1.1 request: " + error.message());
    }
}

RequestReader::State RequestReader::state() const {
    if (parser_->refusal.status) return State::refused;
    if (!began_) return State::nothing;
    if (parser_->is_header_done() && !went_on_) return State::head;
    return parser_->is_done() ? State::complete : State::partial;
}

const Request& RequestReader::head() const { return parser_->request; }

bool RequestReader::announces_body() const { return parser_->chunked() || parser_->content_length().value_or(0) > 0; }

void RequestReader::go_on() {
    went_on_ = true;
    parser_->eager(true);
    parse();
}

std::size_t RequestReader::held_bytes() const { return parser_->request.share.bytes(); }

// The input stays: a read into it may be under way.
void RequestReader::abandon() {
    std::string().swap(parser_->request.body);
    parser_->request.share = {};
}

bool RequestReader::owes_continue() {
    if (continue_asked_ || !went_on_ || !parser_->expects_continue) return false;
    continue_asked_ = true;
    return state() == State::partial;
}

Reply RequestReader::refusal() const { return parser_->refusal; }

Request RequestReader::take() { return std::move(parser_->request); }

bool RequestReader::keep_alive() const {
    return parser_->is_header_done() && !parser_->refusal.status && parser_->keep_alive();
}

bool RequestReader::head_only() const { return parser_->head_only; }

void RequestReader::next() {
    parser_ = std::make_unique<Parser>(place_, peer_, [this](std::size_t bytes) { return hold(bytes); });
    began_ = went_on_ = false;
    continue_asked_ = false;
    head_bytes_ = 0;
    if (begin_ == end_) {
        begin_ = end_ = 0;
        if (input_.size() > first_read_bytes) std::string().swap(input_);  // an idle connection holds little
    }
    parse();
}

}  // namespace secure_export::host

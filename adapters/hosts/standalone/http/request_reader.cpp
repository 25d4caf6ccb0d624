#include "adapters/hosts/standalone/http/request_reader.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/reply_writer.h"
#include "adapters/hosts/standalone/http/request_parser.h"

namespace secure_export::host {
namespace {

namespace http = boost::beast::http;

// Bytes of one read: the first one takes the usual alert and its token whole.  The second number is also the maximum
// unparsed after the header: a chunk's size line, or the trailer.
constexpr std::size_t first_read_bytes = 6 * 1024;
constexpr std::size_t body_read_bytes = 16 * 1024;
// Not counted: every request needs this much.
constexpr std::size_t free_bytes = 8 * 1024;

}  // namespace

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
    std::size_t wanted = first_read_bytes;
    if (parser_->is_header_done()) {  // more than will come would be cleared in vain
        const std::uint64_t left = parser_->content_length_remaining().value_or(body_read_bytes);
        wanted = static_cast<std::size_t>(std::clamp<std::uint64_t>(left, first_read_bytes, body_read_bytes));
    } else if (head_bytes_ + end_ < max_header_bytes) {  // not beyond: parse() refuses a header without end there
        wanted = std::min(wanted, max_header_bytes - head_bytes_ - end_);
    }
    if (input_.size() < end_ + wanted) input_.resize(end_ + wanted);
    return {input_.data() + end_, wanted};
}

void RequestReader::received(std::size_t bytes) {
    end_ += bytes;
    parse();
}

// Reserves memory for the input buffer and `body_bytes`; asks for room when there is none left.
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
        if (end_ - begin_ == 1 && input_[begin_] == '\r') return;  // may be half of an empty line: wait for more
    }
    if (begin_ == end_) return;
    began_ = true;

    RequestParser::Code error;
    const bool in_header = !parser_->is_header_done();
    const std::size_t used = parser_->take_in({input_.data() + begin_, end_ - begin_}, error);
    begin_ += used;
    if (in_header) head_bytes_ += used;
    if (parser_->refusal.status) return;
    const std::size_t unparsed = end_ - begin_;
    if (error == http::error::need_more) {
        // A header is parsed only once it is complete; until then it stays in the input.
        if (!parser_->is_header_done() && !hold(0))
            parser_->refusal = busy("too many large requests at once");
        else if (!parser_->is_header_done() && head_bytes_ + unparsed >= max_header_bytes)
            parser_->refusal = plain_reply(431, "the header is larger than 32 KiB");
        else if (parser_->is_header_done() && unparsed >= body_read_bytes)
            parser_->refusal = plain_reply(400, "a chunk's size line or the trailer is too long");
    } else if (error == http::error::header_limit) {
        parser_->refusal = plain_reply(431, "the header is larger than 32 KiB");
    } else if (error) {
        parser_->refusal = plain_reply(400, "not a valid HTTP/1.1 request: " + error.message());
    }
}

RequestReader::State RequestReader::state() const {
    if (parser_->refusal.status) return State::refused;
    if (!began_) return State::nothing;
    if (parser_->is_header_done() && !went_on_) return State::head;
    return parser_->is_done() ? State::complete : State::partial;
}

const IncomingRequest& RequestReader::head() const { return parser_->request; }

bool RequestReader::announces_body() const { return parser_->chunked() || parser_->content_length().value_or(0) > 0; }

bool RequestReader::body_is_short() const {
    return !parser_->chunked() && !parser_->expects_continue &&
           parser_->content_length().value_or(0) <= body_read_bytes;
}

bool RequestReader::body_is_here() const {
    return !parser_->chunked() && parser_->content_length().value_or(0) <= end_ - begin_;
}

void RequestReader::go_on() {
    went_on_ = true;
    parser_->eager(true);
    parse();
}

std::size_t RequestReader::held_bytes() const { return parser_->request.share.bytes(); }

// Keeps the input buffer: a read into it may be pending.
void RequestReader::abandon() {
    std::string().swap(parser_->request.body);
    parser_->request.share = {};
}

bool RequestReader::owes_continue() {
    if (continue_asked_ || !went_on_ || !parser_->expects_continue) return false;
    continue_asked_ = true;
    return state() == State::partial;
}

OutgoingReply RequestReader::refusal() const { return parser_->refusal; }

IncomingRequest RequestReader::take() { return std::move(parser_->request); }

bool RequestReader::keep_alive() const {
    return parser_->is_header_done() && !parser_->refusal.status && parser_->keep_alive();
}

bool RequestReader::head_only() const { return parser_->head_only; }

void RequestReader::next() {
    parser_ = std::make_unique<RequestParser>(place_, peer_, [this](std::size_t bytes) { return hold(bytes); });
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

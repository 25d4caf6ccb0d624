#pragma once
// One HTTP/1.1 request (RFC 9112) out of bytes, and what is refused of it: Boost.Beast's grammar, and our rules on top
// of it.  request_reader.h feeds it.

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/http/messages.h"
#include "adapters/hosts/standalone/http/request_reader.h"

namespace secure_export::host {

class RequestParser : public boost::beast::http::basic_parser<true> {
public:
    using Text = boost::beast::string_view;
    using Code = boost::beast::error_code;

    // `hold`: whether so many bytes of body may be kept.
    RequestParser(const RequestReader::Place& place, const std::string& peer, std::function<bool(std::size_t)> hold);

    IncomingRequest request;
    OutgoingReply refusal;  // status 0: none
    bool head_only = false;
    bool expects_continue = false;

    // Parses, as put() does, bytes that lie in `input`.  How many were used.
    std::size_t take_in(std::string_view input, Code& error);

    // Stops the parser with `reply`.
    void refuse(Code& error, OutgoingReply reply);

private:
    // What Beast calls, in this order.
    void on_request_impl(boost::beast::http::verb, Text method, Text target, int version, Code& error) override;
    void on_field_impl(boost::beast::http::field field, Text name, Text value, Code& error) override;
    void on_header_impl(Code& error) override;

    // Beast joins the lines of a folded field (RFC 9112 section 5.2) in a buffer of its own, or skips those that are
    // empty.  Nobody folds any more but who hides a Content-Length from one server and shows it to another.
    bool is_folded(Text name, Text value) const;

    // Whatever another server in front of us might read differently is refused: where a request ends must be beyond
    // doubt (RFC 9112 sections 6.1 and 6.3, and 11.2 on request smuggling).
    OutgoingReply check_framing() const;

    void read_target();

    void refuse_length(Code& error);
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& error) override;

    // What has arrived decides how much memory is taken, at most twice of it, not what was announced.
    std::size_t on_body_impl(Text bytes, Code& error) override;
    void on_chunk_header_impl(std::uint64_t size, Text, Code& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Code& error) override;
    void on_response_impl(int, Text, int, Code&) override {}  // requests only
    void on_finish_impl(Code& error) override { error = {}; }

    const RequestReader::Place& place_;
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

}  // namespace secure_export::host

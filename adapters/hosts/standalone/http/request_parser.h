#pragma once
// Parses one HTTP/1.1 request (RFC 9112): Boost.Beast's grammar with stricter rules on top.  Used by request_reader.h.

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

    // `hold`: reserves memory for so many bytes of body; false when there is none.
    RequestParser(const RequestReader::Place& place, const std::string& peer, std::function<bool(std::size_t)> hold);

    IncomingRequest request;
    OutgoingReply refusal;  // status 0: none
    bool head_only = false;
    bool expects_continue = false;

    // Parses bytes like put(); returns how many of `input` were consumed.
    std::size_t take_in(std::string_view input, Code& error);

    // Stops the parser with `reply`.
    void refuse(Code& error, OutgoingReply reply);

private:
    // Callbacks of Beast, in order.
    void on_request_impl(boost::beast::http::verb, Text method, Text target, int version, Code& error) override;
    void on_field_impl(boost::beast::http::field field, Text name, Text value, Code& error) override;
    void on_header_impl(Code& error) override;

    // Detects a folded field (RFC 9112 section 5.2): Beast joins its lines in a buffer of its own, or skips empty ones.
    // Folding is obsolete; it is only used to hide a Content-Length from one of two servers.
    bool is_folded(Text name, Text value) const;

    // Rejects everything that a server in front of us might interpret differently: the end of a request must be
    // unambiguous (RFC 9112 sections 6.1 and 6.3, and 11.2 on request smuggling).
    OutgoingReply check_framing() const;

    void read_target();

    void refuse_length(Code& error);
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& error) override;

    // Allocates at most twice the size of what has arrived, whatever length was announced.
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
    std::size_t announced_ = 0;  // announced length of the body, or its limit
    int version_ = 0;
    std::size_t fields_ = 0;
    unsigned hosts_ = 0, lengths_ = 0, codings_ = 0, authorizations_ = 0;
    struct {
        std::size_t offset = 0, length = 0;
    } authorization_;  // the last one's value in request.headers
    bool only_chunked_ = false;
    bool unknown_expectation_ = false;
};

}  // namespace secure_export::host

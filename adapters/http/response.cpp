#include "adapters/http/response.h"

#include <Poco/Exception.h>
#include <Poco/Net/MessageHeader.h>

#include <algorithm>
#include <charconv>
#include <istream>
#include <optional>
#include <streambuf>

#include "adapters/http/limits.h"
#include "core/text.h"

namespace secure_export::http {
namespace {

Error malformed(const std::string& what) { return {Fault::unavailable, "the answer is malformed: " + what, {}}; }

// Provides the stream's bytes to Poco's header parser and to the body readers here.
class Buffer : public std::streambuf {
public:
    explicit Buffer(Stream& stream) : stream_(stream) {}

    // The error that ended the stream; nullopt while there is none.
    const std::optional<Error>& failure() const { return failure_; }
    bool ended() const { return ended_; }
    Error cut_short() const {
        if (failure_) return *failure_;
        return {Fault::unavailable, "the connection was closed before the answer was complete", {}};
    }

    // Reads up to CRLF, which is removed.  A bare LF does not end a line: that would hide a chunk of the wrong length.
    Result<std::string> read_line(std::size_t max) {
        std::string line;
        for (int c = sbumpc(); c != traits_type::eof(); c = sbumpc()) {
            if (c == '\n') {
                if (!line.ends_with('\r')) return malformed("a line does not end in CRLF");
                line.pop_back();
                return line;
            }
            if (line.size() > max) return malformed("an overlong line");
            line += traits_type::to_char_type(c);
        }
        return cut_short();
    }

private:
    int_type underflow() override {
        if (ended_ || failure_) return traits_type::eof();
        const auto got = stream_.read(bytes_, sizeof bytes_);
        if (!got) {
            failure_ = got.error();
        } else if (*got == 0) {
            ended_ = true;
        } else {
            setg(bytes_, bytes_, bytes_ + *got);
            return traits_type::to_int_type(*gptr());
        }
        return traits_type::eof();
    }

    Stream& stream_;
    char bytes_[16 * 1024];
    bool ended_ = false;
    std::optional<Error> failure_;
};

// A body under construction.
class Body {
public:
    Body(Buffer& from, std::size_t max_bytes) : from_(from), max_(max_bytes) {}

    Outcome take(std::uint64_t size) {
        if (size > max_ - bytes_.size()) return too_long();
        const std::size_t before = bytes_.size();
        while (bytes_.size() - before < size) {
            char part[16 * 1024];
            const auto wanted = std::min<std::uint64_t>(size - (bytes_.size() - before), sizeof part);
            // Allocate only for received bytes, whatever length the server announced.
            const auto got = from_.sgetn(part, static_cast<std::streamsize>(wanted));
            bytes_.append(part, static_cast<std::size_t>(got));
            if (static_cast<std::uint64_t>(got) < wanted) return from_.cut_short();
        }
        return {};
    }

    Outcome take_all() {
        for (int c = from_.sbumpc(); c != std::char_traits<char>::eof(); c = from_.sbumpc()) {
            if (bytes_.size() == max_) return too_long();
            bytes_ += std::char_traits<char>::to_char_type(c);
        }
        if (from_.failure()) return *from_.failure();
        return {};
    }

    // Chunked transfer coding (RFC 9112 section 7.1).  Poco's reader takes a damaged or missing chunk for the end.
    Outcome take_chunks() {
        for (;;) {
            const auto line = from_.read_line(max_chunk_line);
            if (!line) return line.error();
            std::uint64_t size = 0;
            const auto [end, error] = std::from_chars(line->data(), line->data() + line->size(), size, 16);
            const std::string_view rest(end, static_cast<std::size_t>(line->data() + line->size() - end));
            if (error != std::errc() || !(rest.empty() || rest[0] == ';' || rest[0] == ' ' || rest[0] == '\t')) {
                return malformed("a chunk has no size");
            }
            if (size == 0) return skip_trailer();
            if (auto taken = take(size); !taken) return taken;
            const auto after = from_.read_line(0);
            if (!after) return after.error();
            if (!after->empty()) return malformed("a chunk is longer than it says");
        }
    }

    std::string& bytes() { return bytes_; }

private:
    Outcome skip_trailer() {
        for (std::size_t lines = 0; lines < max_trailer_lines; ++lines) {
            const auto line = from_.read_line(8192);
            if (!line) return line.error();
            if (line->empty()) return {};
        }
        return malformed("too many trailer fields");
    }

    Error too_long() const {
        return {Fault::unavailable, "the answer has more than " + std::to_string(max_) + " bytes", {}};
    }

    Buffer& from_;
    const std::size_t max_;
    std::string bytes_;
};

// The number in "HTTP/1.1 200 OK" (RFC 9112 section 4).  Poco's reader stores it in an enumeration that lacks some.
Result<int> read_status(Buffer& buffer) {
    const auto line = buffer.read_line(max_status_line);
    if (!line) return line.error();
    const std::string_view text = *line;
    int status = 0;
    if (text.size() < 12 || !text.starts_with("HTTP/1.") || text[8] != ' ' || (text.size() > 12 && text[12] != ' ') ||
        std::from_chars(text.data() + 9, text.data() + 12, status).ptr != text.data() + 12) {
        return malformed("it does not begin with an HTTP/1.1 status");
    }
    return status;
}

using Fields = Poco::Net::MessageHeader;

Outcome read_fields(Buffer& buffer, Fields& fields) {
    fields.setFieldLimit(max_fields);
    try {
        std::istream from(&buffer);
        fields.read(from);  // does not consume the line end of the empty line
    } catch (const Poco::Exception& exception) {
        if (buffer.failure()) return *buffer.failure();
        return malformed(exception.displayText());
    }
    const auto empty_line = buffer.read_line(0);
    if (!empty_line) return empty_line.error();
    return {};
}

// The value that all Content-Length fields agree on; nullopt when there is none.
Result<std::optional<std::uint64_t>> content_length(const Fields& fields) {
    std::optional<std::uint64_t> length;
    for (const auto& [name, value] : fields) {
        if (!same_ignoring_case(name, "Content-Length")) continue;
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || end != value.data() + value.size() || (length && *length != number)) {
            return malformed("Content-Length");
        }
        length = number;
    }
    return length;
}

Outcome read_body(Body& body, int status, const Fields& fields, const std::string& method) {
    if (method == "HEAD" || status == 204 || status == 304) return {};
    if (fields.has("Transfer-Encoding")) {
        if (!same_ignoring_case(fields.get("Transfer-Encoding"), "chunked")) return malformed("Transfer-Encoding");
        return body.take_chunks();
    }
    const auto length = content_length(fields);
    if (!length) return length.error();
    return *length ? body.take(**length) : body.take_all();
}

}  // namespace

Result<HttpResponse> read_response(Stream& stream, const std::string& method, std::size_t max_bytes) {
    Buffer buffer(stream);
    HttpResponse response;
    Fields fields;
    for (int interim = 0;; ++interim) {
        const auto status = read_status(buffer);
        if (!status) return status.error();
        fields.clear();
        if (const auto read = read_fields(buffer, fields); !read) return read.error();
        response.status = *status;
        if (*status >= 200 && *status <= 599) break;
        if (*status < 100 || *status > 199 || *status == 101 || interim == max_interim_answers) {
            return malformed("its status is " + std::to_string(*status));
        }
    }
    Body body(buffer, max_bytes);
    if (const auto read = read_body(body, response.status, fields, method); !read) return read.error();
    for (const auto& [name, value] : fields) response.headers.emplace_back(name, value);
    response.body = std::move(body.bytes());
    return response;
}

}  // namespace secure_export::http

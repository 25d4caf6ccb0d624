#include "adapters/hosts/standalone/http/reply_writer.h"

#include <strings.h>

#include <algorithm>
#include <ctime>

#include "adapters/hosts/standalone/base/limits.h"

namespace secure_export::host {
namespace {

std::string_view reason(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        default: return "";  // may be empty (RFC 9112 section 4)
    }
}

bool same_name(std::string_view name, std::string_view other) {
    return name.size() == other.size() && strncasecmp(name.data(), other.data(), name.size()) == 0;
}

bool is_token(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool is_hosts_own(std::string_view name, std::string_view listeners_fields) {
    for (const std::string_view own : {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Trailer",
                                       "Upgrade", "Date", "Server", "X-Content-Type-Options"})
        if (same_name(name, own)) return true;
    while (!listeners_fields.empty()) {
        if (same_name(name, listeners_fields.substr(0, listeners_fields.find(':')))) return true;
        const std::size_t end = listeners_fields.find('\n');
        listeners_fields.remove_prefix(end == std::string_view::npos ? listeners_fields.size() : end + 1);
    }
    return false;
}

// The lines of the plugin that are allowed.  *has_cache_control: whether they contain Cache-Control.
std::string allowed_fields(std::string_view lines, std::string_view listeners_fields, bool* has_cache_control) {
    std::string out;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = line.substr(0, colon);
        const bool clean = std::none_of(line.begin(), line.end(), [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
        });
        if (!clean || !is_token(name) || is_hosts_own(name, listeners_fields)) continue;
        *has_cache_control |= same_name(name, "Cache-Control");
        out.append(line).append("\r\n");
    }
    return out;
}

// IMF-fixdate (RFC 9110 section 5.6.7), made once a second.
const std::string& date_now() {
    thread_local std::time_t made_at = 0;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != made_at) {
        tm parts{};
        gmtime_r(&now, &parts);
        char bytes[40];
        // The process never leaves the C locale, so the names are English.
        text.assign(bytes, std::strftime(bytes, sizeof bytes, "%a, %d %b %Y %H:%M:%S GMT", &parts));
        made_at = now;
    }
    return text;
}

}  // namespace

OutgoingReply plain_reply(int status, std::string_view text) {
    return {status, "Content-Type: text/plain; charset=utf-8\n", std::string(text) + "\n"};
}

OutgoingReply busy(std::string_view why) {
    OutgoingReply reply = plain_reply(503, why);
    reply.headers += "Retry-After: " + std::to_string(retry_after_seconds) + "\n";
    return reply;
}

std::string response_bytes(const OutgoingReply& reply, const ReplyManner& manner) {
    if (reply.status < 200 || reply.status == 500 || reply.status == 502)
        return response_bytes(busy("not now; try again"), manner);
    const bool bodiless = reply.status == 204 || reply.status == 304;
    bool has_cache_control = false;
    std::string out;
    out.reserve(256 + reply.headers.size() + reply.body.size());
    out.append("HTTP/1.1 ")
        .append(std::to_string(reply.status))
        .append(" ")
        .append(reason(reply.status))
        .append("\r\n");
    out.append(allowed_fields(reply.headers, manner.fields, &has_cache_control));
    out.append("Date: ").append(date_now()).append("\r\n");
    if (!has_cache_control) out.append("Cache-Control: no-store\r\n");
    out.append("X-Content-Type-Options: nosniff\r\n").append(manner.fields);
    if (!bodiless) out.append("Content-Length: ").append(std::to_string(reply.body.size())).append("\r\n");
    // HTTP/1.0 clients need a confirmation that the connection is kept; it does not affect others.
    out.append(manner.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
    if (!bodiless && !manner.head_only) out.append(reply.body);
    return out;
}

}  // namespace secure_export::host

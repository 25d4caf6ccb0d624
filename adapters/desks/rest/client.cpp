#include "adapters/desks/rest/client.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>

#include <algorithm>
#include <charconv>

#include "adapters/desks/rest/limits.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::rest {
namespace {

using std::chrono::steady_clock;

std::string header_of(const HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (same_ignoring_case(key, name)) return value;
    return {};
}

std::optional<long long> whole_number(std::string_view text) {
    long long value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// Retry-After (RFC 9110 section 10.2.3): seconds or a date.  ServiceNow also sends X-RateLimit-Reset in Unix time.
std::optional<Milliseconds> wait_asked_for(const HttpResponse& response, const Clock& clock) {
    const Time now = clock.now();
    const auto until = [&](Time then) { return std::clamp<Milliseconds>(then - now, Milliseconds(0), longest_wait); };
    const std::string after{trimmed(header_of(response, "Retry-After"))};
    if (const auto seconds = whole_number(after)) return until(now + Seconds(std::min<long long>(*seconds, 86400)));
    Poco::DateTime date;
    int zone = 0;
    // Check the form first, since Poco accepts any text as a date.
    if (after.ends_with(" GMT") && Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, after, date, zone))
        return until(Time(Milliseconds(date.timestamp().epochMicroseconds() / 1000)));
    if (const auto reset = whole_number(trimmed(header_of(response, "X-RateLimit-Reset"))))
        return until(Time(Seconds(std::min<long long>(*reset, 1LL << 40))));
    return std::nullopt;
}

// A failure with a time to wait is temporary, whatever its status: some gateways report quotas as 403.
bool means_not_now(const HttpResponse& response) {
    switch (response.status) {
        case 408:
        case 425:
        case 429:
        case 502:
        case 503:
        case 504: return true;
        default: return response.status >= 402 && !trimmed(header_of(response, "Retry-After")).empty();
    }
}

Error not_now(const std::string& desk, const HttpResponse& response, const Clock& clock) {
    const bool asks_for_fewer = response.status < 500;
    Error error{Fault::unavailable,
                desk + (asks_for_fewer ? " asks for fewer calls" : " cannot be reached through its gateway") +
                    ": it answered " + std::to_string(response.status),
                {}};
    error.retry_after = wait_asked_for(response, clock);
    return error;
}

// One call, within its own `limit` and by `deadline`.
Result<HttpResponse> exchange_once(const Environment& environment, const std::string& desk, HttpRequest request,
                                   Milliseconds limit, Deadline deadline) {
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - steady_clock::now());
    if (left <= Milliseconds(0)) {
        Error error{
            Fault::unavailable, desk + " was too slow: the time limit for all calls of one operation has passed", {}};
        error.unsent = true;
        return error;
    }
    request.time_limit = std::min(left, limit);
    auto response = environment.http->call(request);
    if (!response) {
        Error error = response.error();
        error.message = desk + ": " + error.message;
        return error;
    }
    if (means_not_now(*response)) return not_now(desk, *response, *environment.clock);
    return response;
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

Error not_sent(Error error) {
    error.unsent = true;
    return error;
}

std::string named(const std::string& desk) { return "desk \"" + desk + "\""; }

}  // namespace

Client::Client(const DeskSettings& settings, const Environment& environment,
               std::unique_ptr<Authorization> authorization)
    : desk_(named(settings.name)),
      url_(without_slash(settings.text("url"))),
      time_limit_(Seconds(settings.number("time_limit_s"))),
      environment_(environment),
      authorization_(std::move(authorization)) {}

Result<HttpResponse> Client::exchange(const RestRequest& request, const HeaderField* authorization,
                                      Deadline deadline) const {
    HttpRequest http;
    http.method = request.method;
    http.url = url_ + request.path;
    http.headers.emplace_back("Accept", "application/json");
    if (authorization) http.headers.push_back(*authorization);
    if (!request.content_type.empty()) http.headers.emplace_back("Content-Type", request.content_type);
    http.body = request.body;
    return exchange_once(environment_, desk_, std::move(http), time_limit_, deadline);
}

Result<RestResponse> Client::read(const HttpResponse& response) const {
    RestResponse answer{response.status, {}, header_of(response, "Location")};
    if (trimmed(response.body).empty()) return answer;
    auto json = json::read_lenient_names(response.body);
    if (!json)
        return unavailable("answered " + std::to_string(response.status) +
                           " with something that is not JSON, as a sign-on or error page is");
    answer.json = std::move(*json);
    return answer;
}

Result<RestResponse> Client::send(const RestRequest& request, Deadline deadline, Words words) const {
    for (bool renewed = false;; renewed = true) {
        std::optional<HeaderField> header;
        if (authorization_) {
            auto proof = authorization_->header(deadline);
            if (!proof) return not_sent(proof.error());
            header = std::move(*proof);
        }
        const auto response = exchange(request, header ? &*header : nullptr, deadline);
        if (!response) return response.error();
        if (response->status != 401) return read(*response);
        const bool worth_repeating = header && authorization_->renew(*header);
        if (worth_repeating && !renewed) continue;
        const auto body = json::read_lenient_names(response->body);
        const std::string said = body ? words(*body) : std::string();
        if (worth_repeating) return not_sent(unavailable("rejects the token that it has just issued: " + said));
        return unauthenticated(said, "the setting \"user\" and the desk's secret");
    }
}

Error Client::refused(const std::string& words, const std::string& look_at) const {
    return {Fault::refused,
            desk_ + " refused: " + (words.empty() ? "(without a word)" : cut(one_line(words), max_words)) +
                (look_at.empty() ? "" : ". Look at " + look_at),
            {}};
}

Error Client::unavailable(const std::string& why) const {
    return {Fault::unavailable, desk_ + " " + cut(one_line(why), max_words), {}};
}

Error Client::unauthenticated(const std::string& words, const std::string& look_at) const {
    Error error = refused(words, look_at);
    error.fault = Fault::unauthenticated;
    return error;
}

Result<HttpResponse> post_form(const Environment& environment, const DeskSettings& desk, const std::string& url,
                               const Pairs& form, const std::vector<HeaderField>& headers, Deadline deadline) {
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = headers;
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = encoded_pairs(form);
    return exchange_once(environment, named(desk.name), std::move(request), Seconds(desk.number("time_limit_s")),
                         deadline);
}

Result<std::string> needed_secret(const Environment& environment, const std::string& desk_name,
                                  const std::string& field) {
    const auto secret = environment.secrets ? environment.secrets->get(desk_name, field)
                                            : Result<std::optional<std::string>>(std::optional<std::string>());
    if (!secret) return secret.error();
    // Reject an empty password: some servers accept one without checking it.
    if (!*secret || (*secret)->empty())
        return Error{Fault::unauthenticated,
                     named(desk_name) + " has no " + field + ": store it with `secure-export secret set " + desk_name +
                         " " + field + "`",
                     {}};
    return **secret;
}

}  // namespace secure_export::desks::rest

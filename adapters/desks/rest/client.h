#pragma once
// Shared by all desks over HTTPS: authorized calls with a common deadline, and a common interpretation of failures.

#include <json/value.h>

#include <algorithm>
#include <memory>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"
#include "adapters/desks/rest/encode.h"

namespace secure_export::desks::rest {

struct RestRequest {
    std::string method = "GET";
    std::string path;  // appended to the desk's URL, with its query, encoded
    std::string content_type;
    std::string body;
};

struct RestResponse {
    int status = 0;
    Json::Value json;      // null when the body is empty
    std::string location;  // of the Location field

    bool good() const { return status >= 200 && status < 300; }
};

// The client for one desk.  Cheap to create; keeps no connection open.  [concurrent]
class Client {
public:
    // `authorization` null: none (for signing in).  `environment` and what it points to must outlive the client.
    Client(const DeskSettings& settings, const Environment& environment, std::unique_ptr<Authorization> authorization);

    const std::string& desk() const { return desk_; }    // `desk "snow1"`, for messages
    const std::string& address() const { return url_; }  // without a slash at its end
    Milliseconds time_limit() const { return time_limit_; }

    // The deadline of one operation, which consists of up to six calls, each at most time_limit(): six times the limit,
    // and at most 90 s, well within an item's lease.
    Deadline deadline() const {
        return std::chrono::steady_clock::now() + std::min<Milliseconds>(6 * time_limit_, std::chrono::seconds(90));
    }
    // The deadline of a desk test, which makes one call per setting and stops at the first without a response.
    Deadline deadline_of_check() const { return std::chrono::steady_clock::now() + 30 * time_limit_; }

    // Sends the request; after a 401, renews the authorization and sends it once more.  Returns responses with a status
    // below 500 or a JSON body; the desk interprets them.  Errors:
    // - Fault::unavailable: no complete response within time_limit(), or by `deadline`; 408, 425, 429, 502, 503, 504,
    //   and any other failure with a time to wait (Error::retry_after); a body that is not JSON (a gateway's or a
    //   sign-on page); 401 with a new token.
    // - Fault::unauthenticated: 401 and the authorization cannot be renewed; `words(json)` extracts the desk's message.
    // Error::unsent is set when the request was not sent, or was rejected before it was processed.
    using Words = std::string (*)(const Json::Value& body);
    Result<RestResponse> send(const RestRequest& request, Deadline deadline, Words words) const;

    // Errors with the desk's own message (cut, one line) and the settings or permissions to check.
    Error refused(const std::string& words, const std::string& look_at) const;
    Error unavailable(const std::string& why) const;
    Error unauthenticated(const std::string& words, const std::string& look_at) const;

private:
    Result<HttpResponse> exchange(const RestRequest& request, const HeaderField* authorization,
                                  Deadline deadline) const;
    Result<RestResponse> read(const HttpResponse& response) const;

    const std::string desk_, url_;
    const Milliseconds time_limit_;
    const Environment environment_;
    const std::unique_ptr<Authorization> authorization_;
};

// For sign-ins: posts a form to `url` within the desk's time limit and returns the raw response, whatever its body.
// Fault::unavailable as of Client::send().
Result<HttpResponse> post_form(const Environment& environment, const DeskSettings& desk, const std::string& url,
                               const Pairs& form, const std::vector<HeaderField>& headers, Deadline deadline);

// The secret `field` of the desk; Fault::unauthenticated, with the command that stores it, when there is none.
Result<std::string> needed_secret(const Environment& environment, const std::string& desk_name,
                                  const std::string& field);

}  // namespace secure_export::desks::rest

#pragma once
// What every desk that is reached over HTTPS shares: authorised calls under one deadline, and one reading of what their
// failures mean.

#include <json/value.h>

#include <algorithm>
#include <memory>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"
#include "adapters/desks/rest/encode.h"

namespace secure_export::desks::rest {

struct RestRequest {
    std::string method = "GET";
    std::string path;  // behind the desk's url, with its query, encoded
    std::string content_type;
    std::string body;
};

struct RestResponse {
    int status = 0;
    Json::Value json;      // null when the body is empty
    std::string location;  // of the Location field

    bool good() const { return status >= 200 && status < 300; }
};

// One desk's other side.  Cheap to make, keeps no connection.  [concurrent]
class Client {
public:
    // `authorization` null: none (for signing in).  `environment` and what it points to outlive the client.
    Client(const DeskSettings& settings, const Environment& environment, std::unique_ptr<Authorization> authorization);

    const std::string& desk() const { return desk_; }    // `desk "snow1"`, for messages
    const std::string& address() const { return url_; }  // without a slash at its end
    Milliseconds time_limit() const { return time_limit_; }

    // No single call outlasts time_limit().  One operation of the desk makes several and ends by this: six calls, the
    // most that any of them needs, just below the limit, and at most 90 s, well within the lease of an item.
    Deadline deadline() const {
        return std::chrono::steady_clock::now() + std::min<Milliseconds>(6 * time_limit_, std::chrono::seconds(90));
    }
    // A desk test asks as many questions as there are settings to try, and stops at the first that is not answered.
    Deadline deadline_of_check() const { return std::chrono::steady_clock::now() + 30 * time_limit_; }

    // Sends it, once more after a renewal when the answer is 401.  An Answer has a status below 500 or a body that is
    // JSON; what it means is the desk's to say.  Errors:
    // - Fault::unavailable: no whole answer within time_limit(), or by `deadline`; 408, 425, 429, 502, 503, 504, and
    //   any other failure that names a time to wait (Retry-After is kept); a body that is not JSON (a gateway's or a
    //   sign-on page); 401 with a new token.
    // - Fault::unauthenticated: 401 although nothing can be renewed; `words(json)` says what the desk said.
    // `unsent` is set where the request was not sent, or was turned away before anything was done with it.
    using Words = std::string (*)(const Json::Value& body);
    Result<RestResponse> send(const RestRequest& request, Deadline deadline, Words words) const;

    // A failure in the desk's own words (cut, one line) and which settings or rights to look at.
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

// For sign-ins, whose answers may be anything: the bare response of one POST of a form to `url`, within the desk's time
// limit, with the same reading of "not now" as Client::send.
Result<HttpResponse> post_form(const Environment& environment, const DeskSettings& desk, const std::string& url,
                               const Pairs& form, const std::vector<HeaderField>& headers, Deadline deadline);

// The secret `field` of the desk; Fault::unauthenticated, with the command that stores it, when there is none.
Result<std::string> needed_secret(const Environment& environment, const std::string& desk_name,
                                  const std::string& field);

}  // namespace secure_export::desks::rest

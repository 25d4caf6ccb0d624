#pragma once
// Authorization of calls to a desk.

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "adapters/desks/rest/deadline_mutex.h"
#include "core/http_client.h"
#include "core/result.h"

namespace secure_export::desks::rest {

using Deadline = std::chrono::steady_clock::time_point;
using HeaderField = std::pair<std::string, std::string>;

class Authorization {
public:
    virtual ~Authorization() = default;
    // The header field for the next call; signs in first if needed, within `deadline`.  Wrong or missing credentials
    // are Fault::unauthenticated, with the setting or secret to check.  [concurrent]
    virtual Result<HeaderField> header(Deadline deadline) = 0;
    // Call it after the desk rejected `used`.  True if the next header() will differ, so that one retry makes sense.
    virtual bool renew(const HeaderField& used) = 0;
};

// For Basic authentication and API keys: the header stays the same until its secret changes.  `make` reads the secret
// each time.
class FixedAuthorization : public Authorization {
public:
    explicit FixedAuthorization(std::function<Result<HeaderField>()> make) : make_(std::move(make)) {}
    Result<HeaderField> header(Deadline) override { return make_(); }
    bool renew(const HeaderField&) override { return false; }

private:
    const std::function<Result<HeaderField>()> make_;
};

struct Token {
    HeaderField header;
    std::chrono::steady_clock::duration good_for;  // from now; renewed a minute before, at half time if shorter
};

// A token shared by all calls to the desk.  One call at a time signs in; the others wait for its result.
class TokenAuthorization : public Authorization {
public:
    using SignIn = std::function<Result<Token>(Deadline deadline)>;
    explicit TokenAuthorization(SignIn sign_in) : sign_in_(std::move(sign_in)) {}
    Result<HeaderField> header(Deadline deadline) override;
    bool renew(const HeaderField& used) override;

private:
    const SignIn sign_in_;
    DeadlineMutex signing_in_;  // held during a sign-in only, by the thread that signs in
    std::mutex mutex_;
    std::optional<HeaderField> held_;
    Deadline renew_at_{};
};

}  // namespace secure_export::desks::rest

#pragma once
// Expected failures are returned as Result<T>.  Exceptions mean a defect or damaged storage and end at the C boundary.

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/clock.h"

namespace secure_export {

// Tells the caller how to handle a failure.  core/http_status.h alone maps it to an HTTP status, worth_retrying() alone
// to a retry.
enum class Fault {
    invalid,          // the input cannot be understood: repeating it unchanged cannot help
    unauthenticated,  // the caller's identity is not proven
    forbidden,        // the identity is proven but lacks the permission
    refused,          // understood and rejected by the other side: an operator must change something
    unavailable,      // temporary: try again later
    broken,           // our own defect or damaged storage
};

struct Error {
    Fault fault;
    std::string message;  // may be shown to the caller and the operator: no token, no payload, no SQL
    std::string detail;   // for the log alone; may be empty
    // The wait that the other side asked for (Retry-After); for Fault::unavailable.
    std::optional<Milliseconds> retry_after = std::nullopt;
    // The request certainly did not reach the other side (no connection, no TLS), so it cannot take effect later.
    bool unsent = false;

    // For the log: `message`, and `detail` in brackets.
    std::string for_log() const { return detail.empty() ? message : message + " (" + detail + ")"; }
};

constexpr bool worth_retrying(Fault fault) { return fault == Fault::unavailable; }

// Failures of the desk as a whole, not of one incident: the item waits.  Rejected credentials are among them: the desk
// is paused until they are corrected.
constexpr bool must_wait(Fault fault) { return worth_retrying(fault) || fault == Fault::unauthenticated; }

// Holds a T, or the Error that prevented it.  Test it first: reading the side that is not there throws
// std::bad_variant_access (for Result<void>: std::bad_optional_access).
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : held_(std::move(value)) {}
    Result(Error error) : held_(std::move(error)) {}

    explicit operator bool() const { return held_.index() == 0; }
    T& operator*() & { return std::get<0>(held_); }
    const T& operator*() const& { return std::get<0>(held_); }
    T&& operator*() && { return std::get<0>(std::move(held_)); }
    T* operator->() { return &std::get<0>(held_); }
    const T* operator->() const { return &std::get<0>(held_); }
    const Error& error() const { return std::get<1>(held_); }

private:
    std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    explicit operator bool() const { return !error_; }
    const Error& error() const { return error_.value(); }

private:
    std::optional<Error> error_;
};

using Outcome = Result<void>;

}  // namespace secure_export

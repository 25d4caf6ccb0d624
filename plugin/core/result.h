#pragma once
// What may well fail is returned as Result<T>; exceptions are for broken promises and end at the C boundary.

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/clock.h"

namespace secure_export {

// What the caller is to do about a failure.  Becomes an HTTP status in one place (core/http_status.h) and a retry
// in one (worth_retrying).
enum class Fault {
    invalid,          // the input cannot be understood: repeating it unchanged cannot help
    unauthenticated,  // nobody proved who they are
    forbidden,        // genuine, but may not
    refused,          // understood and turned down by the other side: an operator has to change something
    unavailable,      // not now: try again later
    broken,           // our own mistake or damaged storage
};

struct Error {
    Fault fault;
    std::string message;  // fit for the caller and the operator's screen: no token, no payload, no SQL
    std::string detail;   // for the log alone; may be empty
    // How long the other side asked to be left alone (Retry-After); for Fault::unavailable.
    std::optional<Milliseconds> retry_after = std::nullopt;
    // The request certainly did not reach the other side (no connection, no TLS), so it cannot take effect later.
    bool unsent = false;

    // All of it, for the log: what happened and, in brackets, what is for nobody else.
    std::string for_log() const { return detail.empty() ? message : message + " (" + detail + ")"; }
};

constexpr bool worth_retrying(Fault fault) { return fault == Fault::unavailable; }

// Failures of a desk that say nothing about the incident in hand: it waits.  Credentials that are not taken are the
// desk's trouble as a whole, and it is paused until they are mended.
constexpr bool must_wait(Fault fault) { return worth_retrying(fault) || fault == Fault::unauthenticated; }

// Holds a T or the Error that kept it from being made.  Reading the side that is not there throws
// std::bad_variant_access: ask first.
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

#pragma once
// Exceptions that end a command.  Start-up stops at the first error: main() catches these, prints the text and exits
// with the code.  They are not thrown while requests are served.

#include <stdexcept>
#include <string>

namespace secure_export::host {

enum ExitCode : int { exit_done = 0, exit_failed = 1, exit_usage = 2 };

// The text says what failed, why, and what the operator can do.
class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& text) : std::runtime_error(text) {}
    virtual int exit_code() const { return exit_failed; }
};

// The command line itself is wrong.
class UsageError : public Failure {
public:
    using Failure::Failure;
    int exit_code() const override { return exit_usage; }
};

}  // namespace secure_export::host

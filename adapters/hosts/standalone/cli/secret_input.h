#pragma once
#include <string>

namespace secure_export::host {

// A secret from standard input, never from an argument: those can be seen by every user of the machine.  From a pipe or
// a file all of it, without one newline at its end; from a terminal one line, after `prompt` on stderr, not shown
// while it is typed.  Throws a Failure when there is nothing, or more than a secret can have.
std::string read_secret(const std::string& prompt);

}  // namespace secure_export::host

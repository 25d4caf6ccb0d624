#pragma once
#include <string>

namespace secure_export::host {

// Reads a secret from standard input, never from an argument, which every user of the machine can see.  From a pipe or
// a file: everything except one newline at the end.  From a terminal: one line without echo, after `prompt` on stderr.
// Throws Failure when it is empty or too long.
std::string read_secret(const std::string& prompt);

}  // namespace secure_export::host

#pragma once
#include <string>

namespace secure_export::host {

// Wraps text at 80 columns.  Lines directly below a description or a paragraph are joined to it.
std::string filled(const std::string& text);

}  // namespace secure_export::host

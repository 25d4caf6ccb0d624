#pragma once
#include <string>

namespace secure_export::host {

// Fills lines up to the 80 columns that every terminal has; lines that stand below a description or a paragraph belong
// to it.
std::string filled(const std::string& text);

}  // namespace secure_export::host

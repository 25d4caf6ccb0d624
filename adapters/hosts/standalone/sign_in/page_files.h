#pragma once
// The files of pages/, compiled into the program.

#include <string_view>

namespace secure_export::host::page_files {

extern const std::string_view frame, sign_in, first, style, script, icon;

}  // namespace secure_export::host::page_files

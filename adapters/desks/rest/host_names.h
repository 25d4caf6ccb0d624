#pragma once
// A machine may have two names: "web-1" in Azure and "web-1.shop.example" in the CMDB, or the reverse.

#include <string>
#include <string_view>

namespace secure_export::desks::rest {

// Whether `name` can be the first label of a host name: letters, digits, "-" and "_", no dot.
bool is_host_label(std::string_view name);

// "web-1" for "web-1.shop.example"; empty for any other text (an address, a text with blanks, a single label).
std::string first_label_of(std::string_view name);

// Whether one of `wanted` and `held` is a label and the other a full name that begins with it; without case.  Two
// different full names are never the same machine.
bool is_other_form(std::string_view wanted, std::string_view held);

}  // namespace secure_export::desks::rest

#pragma once
// One machine has two names: "web-1" in Azure, "web-1.shop.example" where discovery named it, or the reverse.

#include <string>
#include <string_view>

namespace secure_export::desks::rest {

// Whether it can be the first label of a host's name: letters, digits, "-" and "_", no dot.
bool is_host_label(std::string_view name);

// "web-1" of "web-1.shop.example"; empty when it is no such name (an address, a text with blanks, one label).
std::string first_label_of(std::string_view name);

// Whether `held` is the other form of `wanted`: a label and a full name that begins with this whole label.  Without
// case.  Two full names are never the same machine, whatever their first labels.
bool is_other_form(std::string_view wanted, std::string_view held);

}  // namespace secure_export::desks::rest

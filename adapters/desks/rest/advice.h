#pragma once
// Suggests the setting or permission to check after a desk refused something: each desk has a table of its messages.
// The result is only part of a message, so a row that matches too much does no harm.  If an instance uses another
// language, only the rows without words apply.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"

namespace secure_export::desks::rest {

// One row.  `Doing`: the desk's enum of purposes of calls.
template <class Doing>
struct Advice {
    // The row matches a message that contains one of these parts; a row without parts matches any message.  Lower case;
    // "{option}" stands for that setting's value, and matches nothing if the value is empty.
    std::vector<std::string_view> said;
    std::vector<Doing> during;  // empty: any purpose
    // For people.  " {option}" is replaced by a blank and that setting's value in quotes, or by nothing if it is empty.
    std::string_view look_at;
    std::vector<std::string_view> and_said = {};  // if there are any, the message must contain one of these as well
};

// Whether `said`, in lower case, contains one of `parts`; true when there are none.
bool says(std::string_view said, const std::vector<std::string_view>& parts, const DeskSettings& settings);

// `look_at` with the settings' values filled in.
std::string filled_in(std::string_view look_at, const DeskSettings& settings);

// The advice of the first row that matches; empty when none does.
template <class Doing>
std::string advised(const std::vector<Advice<Doing>>& table, std::string_view said, Doing doing,
                    const DeskSettings& settings) {
    for (const Advice<Doing>& row : table)
        if ((row.during.empty() || std::ranges::find(row.during, doing) != row.during.end()) &&
            says(said, row.said, settings) && says(said, row.and_said, settings))
            return filled_in(row.look_at, settings);
    return {};
}

}  // namespace secure_export::desks::rest

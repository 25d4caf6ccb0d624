#pragma once
// Which setting or right to look at when a desk turned something down: each desk has a table of what it says.  It only
// colours a message, so a row that fits too much does no harm; where an instance speaks another language, the rows
// without words are left.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"

namespace secure_export::desks::rest {

// One row.  `Doing`: what the desk's calls are for.
template <class Doing>
struct Advice {
    // Parts of what the desk said, in lower case, of which one has to be in it; "{option}" stands for what that setting
    // holds, and fits nothing where it is empty.  No parts: whatever it said.
    std::vector<std::string_view> said;
    std::vector<Doing> during;  // empty: whatever was under way
    // For people.  " {option}" stands for a blank and what that setting holds, in quotes, or for nothing.
    std::string_view look_at;
    std::vector<std::string_view> and_said = {};  // more parts, of which one has to be in it as well
};

// Whether one of `parts` is in `said`, whose letters are small; true when there are none.
bool says(std::string_view said, const std::vector<std::string_view>& parts, const DeskSettings& settings);

// `look_at` with what the settings hold.
std::string filled_in(std::string_view look_at, const DeskSettings& settings);

// What the first row says that fits; empty: none does.
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

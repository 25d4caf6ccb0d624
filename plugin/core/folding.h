#pragma once
// Undoes what makes one text look like another, for comparing ids; never for showing.

#include <string>
#include <string_view>

namespace secure_export {

struct Folded {
    std::string text;  // lower case, without blanks; slashes of every kind are '/'
    bool disguised =
        false;              // a sign was replaced by the ASCII one that it looks like, or one that is not seen left out
    bool foreign = false;   // letters are left that are not ASCII
    bool too_deep = false;  // nested in more encodings than are undone
};

Folded folded(std::string_view text);

}  // namespace secure_export

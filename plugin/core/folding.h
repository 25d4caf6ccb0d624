#pragma once
// Normalizes look-alike characters and nested encodings, for comparing ids only; never for display.

#include <string>
#include <string_view>

namespace secure_export {

struct Folded {
    std::string text;        // lower case, without blanks; slashes of every kind are '/'
    bool disguised = false;  // a look-alike character was replaced by ASCII, or an invisible one was removed
    bool foreign = false;    // the text still contains letters outside ASCII
    bool too_deep = false;   // more nested encodings than max_fold_rounds
};

Folded folded(std::string_view text);

}  // namespace secure_export

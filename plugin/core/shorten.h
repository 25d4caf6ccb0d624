#pragma once
#include <cstddef>

#include "core/alert.h"

namespace secure_export {

// Shortens the parts of `alert` that a ticket needs least by about `excess` characters: queries, then other long facts,
// properties, the rule's description, and finally whole facts from the end and the longest links, each replaced by one
// line.  False when nothing is left to shorten.
bool shorten(Alert& alert, std::size_t excess);

}  // namespace secure_export

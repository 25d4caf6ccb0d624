#pragma once
#include <cstddef>

#include "core/alert.h"

namespace secure_export {

// Shortens what a ticket needs least by about `excess` characters: queries, then other long facts, properties, the
// rule's description, at last whole facts from the end and the longest links, of which a line stays.  False when there
// is nothing left of these.
bool shorten(Alert& alert, std::size_t excess);

}  // namespace secure_export

#pragma once
// A few members of a JSON text, without a document tree in between: for the request line.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace secure_export::json {

// What stands at a path.
struct Found {
    enum class Kind { absent, null, text, other_scalar, array, object } kind = Kind::absent;
    std::string scalar;              // as json::scalar() gives it: numbers and booleans as text
    std::vector<std::string> items;  // of an array: the scalars among its first `most_items` elements, as text

    bool operator==(const Found&) const = default;
};
constexpr std::size_t most_items = 100;

using Path = std::vector<std::string_view>;  // member names from the top: {"data", "essentials", "alertId"}

// What stands at each path, in their order.  Takes and refuses exactly what read_lenient_names does, with the same
// message, and of repeated names the last counts here too, at every level: if one line believed the first and the other
// the last, a body could be authorized for one subscription and processed for another.
Result<std::vector<Found>> scan(std::string_view text, std::span<const Path> paths);

}  // namespace secure_export::json

namespace Json {
class Value;
}
namespace secure_export::json {

// The same of a value that was read.
Found find(const Json::Value& value, const Path& path);

}  // namespace secure_export::json

// Ids of resources, in whatever disguise a body brings them: "ID\nANOTHER".

#include "core/resource_id.h"

#include "core/text.h"
#include "tests/fuzz/fuzz.h"

using namespace secure_export;

// A segment that ends in a blank loses it where it becomes the last one, and is another then.
static bool has_blank_before_slash(std::string_view id) {
    for (std::size_t at = id.find('/'); at != id.npos; at = id.find('/', at + 1))
        if (at > 0 && trimmed(id.substr(at - 1, 1)).empty()) return true;
    return false;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view other = fuzz::text_of(data, size);
    const std::string_view id = fuzz::take(other, "\n");

    const std::string canonical = canonical_resource_id(id);
    MUST_HOLD(canonical_resource_id(canonical) == canonical);
    MUST_HOLD(canonical.size() <= id.size());
    MUST_HOLD(lower(canonical) == canonical);

    MUST_HOLD(same_or_part(id, id));
    MUST_HOLD(same_or_part(id, canonical));
    MUST_HOLD(same_or_part(id, other) == same_or_part(other, id));
    MUST_HOLD(same_or_part(id, other) == same_or_part(canonical, canonical_resource_id(other)));

    // A foreign subscription must not hide from the allow-list behind the spelling.
    MUST_HOLD(subscription_of(id) == subscription_of(canonical));
    MUST_HOLD(resource_type(id) == resource_type(canonical));
    MUST_HOLD(looks_like_resource_id(id) == looks_like_resource_id(canonical));
    MUST_HOLD(lower(name_of_resource(id)) == name_of_resource(canonical));
    MUST_HOLD(name_of_resource(id).find('/') == std::string_view::npos);

    if (const auto parent = parent_resource(id)) {
        const std::string above = canonical_resource_id(*parent);
        MUST_HOLD(above.size() < canonical.size());
        MUST_HOLD(canonical.starts_with(above));
        if (!has_blank_before_slash(id)) MUST_HOLD(same_or_part(id, above));
        MUST_HOLD(subscription_of(above) == subscription_of(id));
        MUST_HOLD(above == canonical_resource_id(parent_resource(canonical).value_or("")));
    } else {
        MUST_HOLD(!parent_resource(canonical));
    }
    return 0;
}

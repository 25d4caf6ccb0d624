#pragma once
// Finds the subscriptions named by a text that may be a resource id, in any disguise.  allowed_subscriptions rests on
// it: how a desk or its database reads an id is not known here (a collation may treat "／" as "/", a search may match
// parts of a text), so every possible reading counts.

#include <string>
#include <string_view>
#include <vector>

namespace secure_export {

struct IdLook {
    enum class Form {
        none,   // names no subscription and is not an id: a host name, a GUID, a word
        plain,  // "/subscriptions/<one>..." with only one possible reading: as Azure sends it
        other,  // names a subscription in another notation, or is an absolute id without a subscription
    };
    Form form = Form::none;
    bool absolute = false;  // begins with a slash or with "subscriptions", as an id does
    // The subscriptions named, lower case, no repeats, in order.  A plain id has exactly one.
    std::vector<std::string> subscriptions;
};

// Reads `text` both as it is and decoded: percent, "\u002f", "&#47;" and "&sol;" at up to 8 levels of nesting (deeper
// ones name the subscription "(encoded too often)"); fullwidth and other compatible letters; slashes of every kind;
// without blanks, control, zero-width and other invisible characters; with "." and ".." both kept and resolved.
// A subscription is the segment after "subscriptions".  After a provider's name it counts only if it is a GUID, and not
// if the resource type has children of that name (Service Bus topics, API Management).  In a text with letters of other
// scripts every GUID counts.  The cost is linear, so bound the length of `text`.
IdLook look_at_id(std::string_view text);

}  // namespace secure_export

#pragma once
// Which subscriptions does a text name that may be a resource id, whatever it is dressed as?  For
// allowed_subscriptions: what a desk or its database makes of an id (a collation to which "／" is "/", a search that
// looks for a part of a text) is not known here, so every reading counts.

#include <string>
#include <string_view>
#include <vector>

namespace secure_export {

struct IdLook {
    enum class Form {
        none,   // names no subscription and is no id: a host name, a GUID, a word
        plain,  // "/subscriptions/<one>..." and nothing that could be read otherwise: as Azure sends it
        other,  // names a subscription in some other way, or is an absolute id of none
    };
    Form form = Form::none;
    bool absolute = false;  // begins as an id does: with a slash, or with "subscriptions"
    // What it names, lower case, no repeats, in order.  Of a plain id one.
    std::vector<std::string> subscriptions;
};

// Reads `text` as it is and decoded: percent, "\u002f", "&#47;" and "&sol;" so often as they are nested (a text that is
// nested deeper than 8 levels names the subscription "(encoded too often)"), fullwidth and other compatible letters,
// slashes of every kind, without blanks, control, zero-width and other invisible characters, without "." and "..", as
// it stands and resolved.  A subscription is what follows a segment "subscriptions"; after a provider's name only where
// it is a GUID, and not where the type is one that has children of that name (Service Bus topics, API Management).  In
// a text with letters of other scripts every GUID counts.  `text` should be bounded: the cost is linear.
IdLook look_at_id(std::string_view text);

}  // namespace secure_export

#pragma once
// Recognizes which happening a message is about, and what it reports of it.

#include "core/alert.h"
#include "json/view.h"

namespace secure_export::inbound {

// Sets progress, happening_key and news (core/happening.h) of an alert whose key, rule, targets and times are set;
// `body` is what identify() returned.  Sets the time of firing from the event if the essentials have none.  Changes no
// other alert than those about a happening.  On the request line: looks into contexts of events and of unknown kind
// only.
void note_progress(Alert& alert, const json::View& body);

// Identifies the message among those of its happening: a hash of the key that it would have by itself and of what it
// reports.  Call it before count_by_happening() changes the key.  `text`: the raw body, which counts if nothing else
// tells two messages apart.
std::string message_mark(const Alert& alert, std::string_view text);

}  // namespace secure_export::inbound

#pragma once
// Recognizes senders whose last request was accepted.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_set>

namespace secure_export::host {

struct IncomingRequest;

// A hash of method, path, query and the value of the only Authorization field.  0: the request cannot be recognized.
using SenderMark = std::uint64_t;
SenderMark sender_mark(const IncomingRequest& head, std::string_view authorization);

// Remembers the marks of the latest max_known_senders (limits.h) requests that were answered with 2xx.  It grants
// nothing, since the plugin authorizes every request; so a plain hash is enough.  Use it on the event loop's thread.
class KnownSenders {
public:
    bool contains(SenderMark mark) const { return mark != 0 && marks_.contains(mark); }
    // Records how the last request with this mark was answered: any other status than 2xx makes its sender unknown.
    void answered(SenderMark mark, int status);

private:
    std::unordered_set<SenderMark> marks_;
    std::deque<SenderMark> order_;  // oldest first; also marks that were removed from marks_ since
};

}  // namespace secure_export::host

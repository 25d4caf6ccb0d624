#include "adapters/hosts/standalone/http/known_senders.h"

#include <functional>

#include "adapters/hosts/standalone/http/limits.h"
#include "adapters/hosts/standalone/http/messages.h"

namespace secure_export::host {

SenderMark sender_mark(const IncomingRequest& head, std::string_view authorization) {
    if (authorization.empty()) return 0;
    SenderMark mark = 0;
    for (const std::string_view part :
         {authorization, std::string_view(head.method), std::string_view(head.path), std::string_view(head.query)})
        mark = mark * 31 + std::hash<std::string_view>{}(part);
    return mark;
}

void KnownSenders::answered(SenderMark mark, int status) {
    if (mark == 0) return;
    if (status < 200 || status > 299) {
        marks_.erase(mark);
        return;
    }
    if (!marks_.insert(mark).second) return;
    order_.push_back(mark);
    if (order_.size() <= max_known_senders) return;
    marks_.erase(order_.front());
    order_.pop_front();
}

}  // namespace secure_export::host

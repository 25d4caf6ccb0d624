#include "adapters/desks/rest/refresh_token.h"

#include "adapters/desks/rest/client.h"
#include "json/json.h"

namespace secure_export::desks::rest {
namespace {
constexpr const char* field = "refresh_token";
}

Result<Json::Value> RefreshToken::exchange(const Ask& ask) {
    if (const Outcome stored = store_next(); !stored) return stored.error();
    const auto first = needed_secret(environment_, desk_, field);
    if (!first) return first.error();
    exchanged_ = *first;
    auto answer = ask(exchanged_);
    if (!answer && answer.error().fault == Fault::unauthenticated) {
        // Another process may have exchanged it meanwhile, or an operator may have replaced it.
        const auto now = needed_secret(environment_, desk_, field);
        if (!now || *now == exchanged_) return answer;
        exchanged_ = *now;
        answer = ask(exchanged_);
    }
    if (!answer) return answer;
    next_ = json::text(*answer, field);
    if (const Outcome stored = store_next(); !stored) return stored.error();
    return answer;
}

// The new token stays in memory until it is stored: without it nobody could sign in any more.
Outcome RefreshToken::store_next() {
    if (next_.empty() || next_ == exchanged_) return {};
    const auto stored = environment_.secrets->replace_if(desk_, field, exchanged_, next_);
    if (!stored)
        return Error{
            Fault::unavailable,
            "desk \"" + desk_ + "\" issued a new refresh token that could not be stored: " + stored.error().message,
            stored.error().detail};
    next_.clear();  // stored, or superseded by a newer one
    return {};
}

}  // namespace secure_export::desks::rest

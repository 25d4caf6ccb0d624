#include "adapters/desks/rest/authorization.h"

#include <algorithm>

namespace secure_export::desks::rest {

using std::chrono::steady_clock;

Result<HeaderField> TokenAuthorization::header(Deadline deadline) {
    const auto held = [this]() -> std::optional<HeaderField> {
        const std::scoped_lock lock(mutex_);
        return held_ && steady_clock::now() < renew_at_ ? held_ : std::nullopt;
    };
    if (auto good = held()) return *good;
    const std::unique_lock only_one(signing_in_, deadline);
    if (!only_one) return Error{Fault::unavailable, "another call was still signing in at the time limit", {}};
    if (auto good = held()) return *good;
    auto token = sign_in_(deadline);
    if (!token) return token.error();
    const std::scoped_lock lock(mutex_);
    held_ = token->header;
    const auto margin = std::min<steady_clock::duration>(std::chrono::minutes(1), token->good_for / 2);
    renew_at_ = steady_clock::now() + token->good_for - margin;
    return token->header;
}

bool TokenAuthorization::renew(const HeaderField& used) {
    const std::scoped_lock lock(mutex_);
    if (held_ == used) held_.reset();
    return true;
}

}  // namespace secure_export::desks::rest

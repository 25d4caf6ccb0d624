#pragma once
// How the body of a delivery stands in its row: compressed by zstd (RFC 8878) with a dictionary of ours (bodies/), or
// as it came where that makes it no smaller.  An alert of 3 KB takes less than 1 KB.
//
//     Statement row = tx.prepare("SELECT body, body_form FROM delivery WHERE id = $1");
//     if (row.step_with(id)) row.into(body, form), body = unpacked_body(form, std::move(body));

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "db/store/body_limits.h"

namespace secure_export::db {

// The column delivery.body_form: plain, or the number of the dictionary.
constexpr int plain_body = 0;

class PackedBody {
public:
    // Borrows `body` for its own lifetime.  Costs about 5 us for 3 KB.  [concurrent]
    explicit PackedBody(std::string_view body);
    int form() const { return form_; }
    std::string_view bytes() const { return bytes_; }

private:
    int form_ = plain_body;
    std::unique_ptr<char[]> own_;
    std::string_view bytes_;
};

// The body as it came.  Throws StorageError when `stored` is damaged or its form is of a newer program.  [concurrent]
std::string unpacked_body(int form, std::string stored);

// The dictionary of form N stands at N - 1.  The last one is used for new bodies.
std::span<const std::string_view> dictionaries();

}  // namespace secure_export::db

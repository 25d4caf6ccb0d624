#include "db/store/body_form.h"

#include <zstd.h>

#include <atomic>

#include "db/engine/error.h"

namespace secure_export::db {
namespace {

constexpr int level = 1;  // higher ones cost more than the bytes that they save

[[noreturn]] void not_enough_memory() { throw StorageError("not enough memory for the compression of bodies"); }

// One context is kept for the next use; threads that come at the same time make their own.  No lock: the process may be
// forked at any moment, and a lock that another thread held would stay held in the child.
template <class Context, Context* (*make)(), std::size_t (*release)(Context*)>
class Borrowed {
public:
    Borrowed() : context_(kept_.exchange(nullptr)) {
        if (!context_ && !(context_ = make())) not_enough_memory();
    }
    Borrowed(const Borrowed&) = delete;
    ~Borrowed() {
        if (Context* none = nullptr; !kept_.compare_exchange_strong(none, context_)) release(context_);
    }
    Context* get() const { return context_; }

private:
    static inline std::atomic<Context*> kept_ = nullptr;
    Context* context_;
};
using Compressing = Borrowed<ZSTD_CCtx, ZSTD_createCCtx, ZSTD_freeCCtx>;
using Decompressing = Borrowed<ZSTD_DCtx, ZSTD_createDCtx, ZSTD_freeDCtx>;

// Made once and kept until the process ends; the same without a lock.
template <class Digest, class Make, class Release>
const Digest* made_once(std::atomic<Digest*>& kept, const Make& make, const Release& release) {
    if (Digest* const there = kept.load(std::memory_order_acquire)) return there;
    Digest* const made = make();
    if (!made) not_enough_memory();
    Digest* other = nullptr;
    if (kept.compare_exchange_strong(other, made)) return made;
    release(made);
    return other;
}

const ZSTD_CDict* newest_dictionary() {
    static std::atomic<ZSTD_CDict*> kept = nullptr;
    return made_once(
        kept,
        [] {
            const std::string_view bytes = dictionaries().back();
            return ZSTD_createCDict(bytes.data(), bytes.size(), level);
        },
        ZSTD_freeCDict);
}

const ZSTD_DDict* dictionary_of(int form) {
    static std::atomic<ZSTD_DDict*> kept[max_dictionaries] = {};
    const auto place = static_cast<std::size_t>(form - 1);
    return made_once(
        kept[place],
        [&] {
            const std::string_view bytes = dictionaries()[place];
            return ZSTD_createDDict(bytes.data(), bytes.size());
        },
        ZSTD_freeDDict);
}

}  // namespace

// Too little room makes zstd fail: that is a body that gets no smaller.
PackedBody::PackedBody(std::string_view body) : bytes_(body) {
    if (body.size() < min_packed_bytes || body.size() > max_packed_bytes) return;
    const Compressing context;
    ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_only);  // the one before may have failed
    ZSTD_CCtx_refCDict(context.get(), newest_dictionary());
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    own_.reset(new char[body.size()]);  // not initialized
    const std::size_t size = ZSTD_compress2(context.get(), own_.get(), body.size() - 1, body.data(), body.size());
    if (ZSTD_isError(size)) return;
    form_ = static_cast<int>(dictionaries().size());
    bytes_ = {own_.get(), size};
}

std::string unpacked_body(int form, std::string stored) {
    if (form == plain_body) return stored;
    if (form < 0 || form > static_cast<int>(dictionaries().size()) || form > max_dictionaries)
        throw StorageError("a body in form " + std::to_string(form) + ", which this program does not know");
    const unsigned long long size = ZSTD_getFrameContentSize(stored.data(), stored.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > max_packed_bytes)
        throw StorageError("a damaged body: it does not tell its length");
    std::string body(static_cast<std::size_t>(size), '\0');
    const Decompressing context;
    const std::size_t read = ZSTD_decompress_usingDDict(context.get(), body.data(), body.size(), stored.data(),
                                                        stored.size(), dictionary_of(form));
    if (ZSTD_isError(read)) throw StorageError(std::string("a damaged body: ") + ZSTD_getErrorName(read));
    if (read != body.size()) throw StorageError("a damaged body: it is shorter than it tells");
    return body;
}

}  // namespace secure_export::db

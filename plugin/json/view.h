#pragma once
// Access to a JSON text's values in simdjson's memory, without a document tree: a tree of Json::Value takes up to 100
// times the text's size ("[],[],...").  Both lines read what arrives from outside this way.

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace Json {
class Value;
}

namespace secure_export::json {

// One value; null when default-constructed.  Valid as long as the Scanned that it came from.  Of members with the same
// name the last counts, at every level, as in ECMAScript and in read_lenient_names(): if one line used the first and
// the other the last, a body could be authorized for one subscription and processed for another.
class View {
public:
    enum class Kind { null, text, other_scalar, array, object };
    View() = default;

    Kind kind() const;
    bool is_null() const { return kind() == Kind::null; }  // also for a member that does not exist
    bool is_text() const { return kind() == Kind::text; }
    bool is_array() const { return kind() == Kind::array; }
    bool is_object() const { return kind() == Kind::object; }

    // Any scalar as text ("12", "true"), like json::scalar(); empty for null, objects and arrays.
    std::string scalar() const;
    // The member of an object; null if there is none or this is not an object.
    View member(std::string_view name) const;
    bool has(std::string_view name) const;  // true also for a member that is null
    // The same value with a member() that, if no name matches exactly, ignores case ("Context" for "context"); so do
    // the values inside it.
    View ignoring_case() const;
    // The first `max` elements of an array; empty if this is not an array.
    std::vector<View> elements(std::size_t max) const;
    // The members of an object sorted by name, each once; empty if this is not an object.
    std::vector<std::pair<std::string_view, View>> members() const;

    // Calls use(text, name) for every string at any depth of this value, in order, including those hidden by a repeated
    // name.  `name` is that of the nearest enclosing member, empty if there is none.
    template <class Use>
    void each_text(const Use& use) const {
        visit({}, &use, [](const void* to, std::string_view text, std::string_view name) {
            (*static_cast<const Use*>(to))(text, name);
        });
    }

    // Whether this value and those inside it, at any depth, are more than `max`.  Stops counting there.
    bool has_more_values_than(std::size_t max) const;

    // A copy as a tree.  Check has_more_values_than() first: it bounds the cost.
    Json::Value tree() const;

private:
    friend class Scanned;
    struct Access;
    using Visitor = void (*)(const void* to, std::string_view text, std::string_view name);
    void visit(std::string_view name, const void* to, Visitor visitor) const;

    // A simdjson::dom::element; view.cpp asserts that sizes and alignments agree.
    alignas(void*) std::array<std::byte, 2 * sizeof(void*)> element_{};
    bool there_ = false, ignores_case_ = false;
};

class Document;

// A parsed text.  Accepts and rejects exactly what read_lenient_names() does, with the same messages.  Takes up to
// about 12 bytes of memory per byte of text.  Use it on one thread only.
class Scanned {
public:
    static Result<Scanned> read(std::string_view text);
    Scanned(Scanned&&) noexcept;
    Scanned& operator=(Scanned&&) noexcept;
    ~Scanned();

    View root() const;

private:
    explicit Scanned(std::unique_ptr<Document> document);
    std::unique_ptr<Document> document_;
};

}  // namespace secure_export::json

#pragma once
// A JSON text and its values as they lie in simdjson's memory, without a document tree: a tree of Json::Value takes up
// to 100 times the text ("[],[],..."), and what strangers send is read here on both lines.

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

// One value; null when default-made.  Valid while the Scanned that it came from lives.  Of repeated names the last
// counts, as in ECMAScript and in read_lenient_names, at every level: if one line believed the first and the other the
// last, a body could be authorized for one subscription and processed for another.
class View {
public:
    enum class Kind { null, text, other_scalar, array, object };
    View() = default;

    Kind kind() const;
    bool is_null() const { return kind() == Kind::null; }  // also where there is no such member
    bool is_text() const { return kind() == Kind::text; }
    bool is_array() const { return kind() == Kind::array; }
    bool is_object() const { return kind() == Kind::object; }

    // Any scalar as text ("12", "true"), as json::scalar() gives it; empty for null, objects and arrays.
    std::string scalar() const;
    // The member of an object; null also where this is no object.
    View member(std::string_view name) const;
    bool has(std::string_view name) const;  // also where it is null
    // The same value, in which member() takes a name in other letters ("Context" for "context") where there is none in
    // these; so do the values inside it.
    View ignoring_case() const;
    // The first `max` elements of an array; none where this is no array.
    std::vector<View> elements(std::size_t max) const;
    // The members of an object by name, each once; none where this is no object.  Costs a sort.
    std::vector<std::pair<std::string_view, View>> members() const;

    // Calls use(text, name) for every string at any depth of this value, in order; `name` is of the nearest member that
    // holds it, empty where there is none.  Also those that a repeated name hides.
    template <class Use>
    void each_text(const Use& use) const {
        visit({}, &use, [](const void* to, std::string_view text, std::string_view name) {
            (*static_cast<const Use*>(to))(text, name);
        });
    }

    // More than `max` values, itself and those at any depth?  Looks at no more than it must.
    bool has_more_values_than(std::size_t max) const;

    // A tree of it.  To be asked for only where has_more_values_than() bounds what that costs.
    Json::Value tree() const;

private:
    friend class Scanned;
    struct Access;
    using Visitor = void (*)(const void* to, std::string_view text, std::string_view name);
    void visit(std::string_view name, const void* to, Visitor visitor) const;

    // A simdjson::dom::element; view.cpp holds the two against each other.
    alignas(void*) std::array<std::byte, 2 * sizeof(void*)> element_{};
    bool there_ = false, ignores_case_ = false;
};

class Document;

// A text that was read.  Takes and refuses exactly what read_lenient_names does, with the same message.  Costs about 12
// bytes for a byte of text at worst, given back when it ends.  Of one thread.
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

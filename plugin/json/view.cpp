#include "json/view.h"

#include <json/value.h>

#include <algorithm>
#include <bit>
#include <type_traits>

#include "core/text.h"
#include "json/parse.h"
#include "json/tree.h"

namespace secure_export::json {

using simdjson::dom::element;
using simdjson::dom::element_type;

struct View::Access {
    static_assert(sizeof(element) == sizeof(View::element_) && std::is_trivially_copyable_v<element>);

    static View view(element from, bool ignores_case = false) {
        View view;
        view.element_ = std::bit_cast<decltype(view.element_)>(from);
        view.there_ = true;
        view.ignores_case_ = ignores_case;
        return view;
    }
    static element of(const View& view) { return std::bit_cast<element>(view.element_); }

    // Counts down `left`; true once it reaches zero.
    static bool exhausts(element value, std::size_t& left) {
        if (left-- == 0) return true;
        if (value.type() == element_type::OBJECT) {
            for (const auto& [key, inner] : simdjson::dom::object(value))
                if (exhausts(inner, left)) return true;
        } else if (value.type() == element_type::ARRAY) {
            for (const element inner : simdjson::dom::array(value))
                if (exhausts(inner, left)) return true;
        }
        return false;
    }

    static void visit(element value, std::string_view name, const void* to, Visitor visitor) {
        switch (value.type()) {
            case element_type::STRING: return visitor(to, std::string_view(value), name);
            case element_type::OBJECT:
                for (const auto& [key, inner] : simdjson::dom::object(value)) visit(inner, key, to, visitor);
                return;
            case element_type::ARRAY:
                for (const element inner : simdjson::dom::array(value)) visit(inner, name, to, visitor);
                return;
            default: return;
        }
    }
};

View::Kind View::kind() const {
    if (!there_) return Kind::null;
    switch (Access::of(*this).type()) {
        case element_type::NULL_VALUE: return Kind::null;
        case element_type::OBJECT: return Kind::object;
        case element_type::ARRAY: return Kind::array;
        case element_type::STRING: return Kind::text;
        default: return Kind::other_scalar;
    }
}

std::string View::scalar() const {
    if (!there_) return {};
    const element value = Access::of(*this);
    switch (value.type()) {
        case element_type::STRING: return std::string(std::string_view(value));
        case element_type::BOOL: return bool(value) ? "true" : "false";
        case element_type::INT64: return std::to_string(std::int64_t(value));
        case element_type::UINT64: return std::to_string(std::uint64_t(value));
        case element_type::DOUBLE: return number_text(double(value));
        default: return {};
    }
}

// simdjson's at_key() returns the first of members with the same name; this returns the last.
View View::member(std::string_view name) const {
    View found;
    if (!is_object()) return found;
    for (const auto& [key, value] : simdjson::dom::object(Access::of(*this)))
        if (key == name) found = Access::view(value, ignores_case_);
    if (found.there_ || !ignores_case_) return found;
    for (const auto& [key, value] : simdjson::dom::object(Access::of(*this)))
        if (same_ignoring_case(key, name)) found = Access::view(value, true);
    return found;
}

View View::ignoring_case() const {
    View same = *this;
    same.ignores_case_ = true;
    return same;
}

bool View::has(std::string_view name) const { return member(name).there_; }

std::vector<View> View::elements(std::size_t max) const {
    std::vector<View> all;
    if (!is_array()) return all;
    for (const element value : simdjson::dom::array(Access::of(*this))) {
        if (all.size() == max) break;
        all.push_back(Access::view(value, ignores_case_));
    }
    return all;
}

std::vector<std::pair<std::string_view, View>> View::members() const {
    std::vector<std::pair<std::string_view, View>> all;
    if (!is_object()) return all;
    for (const auto& [key, value] : simdjson::dom::object(Access::of(*this)))
        all.emplace_back(key, Access::view(value, ignores_case_));
    const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::stable_sort(all.begin(), all.end(), by_name);
    // Keep the last member of each name.
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    const auto kept = std::unique(all.rbegin(), all.rend(), same);
    all.erase(all.begin(), kept.base());
    return all;
}

bool View::has_more_values_than(std::size_t max) const {
    std::size_t left = max;
    return there_ && Access::exhausts(Access::of(*this), left);
}

void View::visit(std::string_view name, const void* to, Visitor visitor) const {
    if (there_) Access::visit(Access::of(*this), name, to, visitor);
}

Json::Value View::tree() const { return there_ ? tree_of(Access::of(*this)) : Json::Value(); }

Scanned::Scanned(std::unique_ptr<Document> document) : document_(std::move(document)) {}
Scanned::Scanned(Scanned&&) noexcept = default;
Scanned& Scanned::operator=(Scanned&&) noexcept = default;
Scanned::~Scanned() = default;

Result<Scanned> Scanned::read(std::string_view text) {
    Result<Document> document = Document::parse_lenient(text);
    if (!document) return document.error();
    return Scanned(std::make_unique<Document>(std::move(*document)));
}

View Scanned::root() const { return View::Access::view(document_->root()); }

}  // namespace secure_export::json

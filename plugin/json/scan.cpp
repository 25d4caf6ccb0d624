#include "json/scan.h"

#include <algorithm>
#include <optional>

#include "json/json.h"
#include "json/parse.h"

namespace secure_export::json {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// simdjson's own at_key gives the first of repeated names.
std::optional<element> last_member(element object, std::string_view name) {
    std::optional<element> found;
    if (object.type() != element_type::OBJECT) return found;
    for (const auto& [key, value] : simdjson::dom::object(object)) {
        if (key == name) found = value;
    }
    return found;
}

std::optional<std::string> scalar_of(element value) {
    switch (value.type()) {
        case element_type::STRING: return std::string(std::string_view(value));
        case element_type::BOOL: return bool(value) ? "true" : "false";
        case element_type::INT64: return std::to_string(std::int64_t(value));
        case element_type::UINT64: return std::to_string(std::uint64_t(value));
        case element_type::DOUBLE: return number_text(double(value));
        default: return std::nullopt;
    }
}

Found found_at(element value) {
    switch (value.type()) {
        case element_type::NULL_VALUE: return {Found::Kind::null, {}, {}};
        case element_type::OBJECT: return {Found::Kind::object, {}, {}};
        case element_type::STRING: return {Found::Kind::text, *scalar_of(value), {}};
        case element_type::ARRAY: break;
        default: return {Found::Kind::other_scalar, *scalar_of(value), {}};
    }
    Found found{Found::Kind::array, {}, {}};
    std::size_t seen = 0;
    for (const element item : simdjson::dom::array(value)) {
        if (++seen > most_items) break;
        if (auto scalar = scalar_of(item)) found.items.push_back(std::move(*scalar));
    }
    return found;
}

bool is_scalar(const Json::Value& value) { return !value.isNull() && !value.isObject() && !value.isArray(); }

}  // namespace

Result<std::vector<Found>> scan(std::string_view text, std::span<const Path> paths) {
    const Result<Document> document = Document::parse_lenient(text);
    if (!document) return document.error();
    std::vector<Found> all;
    all.reserve(paths.size());
    std::span<const std::string_view> parent;  // consecutive paths mostly share their parent: it is looked up once
    std::optional<element> at_parent = document->root();
    for (const Path& path : paths) {
        const auto wanted = std::span(path).first(path.empty() ? 0 : path.size() - 1);
        if (!std::equal(wanted.begin(), wanted.end(), parent.begin(), parent.end())) {
            parent = wanted;
            at_parent = document->root();
            for (const std::string_view name : parent) {
                if (at_parent) at_parent = last_member(*at_parent, name);
            }
        }
        std::optional<element> value = at_parent;
        if (value && !path.empty()) value = last_member(*value, path.back());
        all.push_back(value ? found_at(*value) : Found{});
    }
    return all;
}

Found find(const Json::Value& value, const Path& path) {
    const Json::Value* at = &value;
    for (const std::string_view name : path) {
        at = at->isObject() ? at->find(name.data(), name.data() + name.size()) : nullptr;
        if (!at) return {};
    }
    if (at->isNull()) return {Found::Kind::null, {}, {}};
    if (at->isObject()) return {Found::Kind::object, {}, {}};
    if (at->isString()) return {Found::Kind::text, at->asString(), {}};
    if (!at->isArray()) return {Found::Kind::other_scalar, scalar(*at), {}};
    Found found{Found::Kind::array, {}, {}};
    for (Json::ArrayIndex i = 0; i < at->size() && i < most_items; ++i) {
        if (is_scalar((*at)[i])) found.items.push_back(scalar((*at)[i]));
    }
    return found;
}

}  // namespace secure_export::json

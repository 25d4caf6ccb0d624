#include "json/json.h"

#include <json/writer.h>

#include <optional>

#include "core/text.h"
#include "json/parse.h"
#include "json/tree.h"

namespace secure_export::json {
namespace {

enum class Repeats { refused, last_counts };

// Copies the document into a Json::Value.  jsoncpp's own parser is not used: it accepts other texts than simdjson does,
// and two parsers that disagree can be exploited.
class Builder {
public:
    explicit Builder(Repeats repeats) : repeats_(repeats) {}

    Json::Value value(simdjson::dom::element element) {
        using simdjson::dom::element_type;
        switch (element.type()) {
            case element_type::OBJECT: return object(simdjson::dom::object(element));
            case element_type::ARRAY: return array(simdjson::dom::array(element));
            case element_type::STRING: return Json::Value(std::string(std::string_view(element)));
            case element_type::INT64: return Json::Value(Json::Value::Int64(std::int64_t(element)));
            case element_type::UINT64: return Json::Value(Json::Value::UInt64(std::uint64_t(element)));
            case element_type::DOUBLE: return Json::Value(double(element));
            case element_type::BOOL: return Json::Value(bool(element));
            case element_type::NULL_VALUE: break;
        }
        return Json::Value();
    }

    const std::optional<std::string>& repeated() const { return repeated_; }

private:
    Json::Value object(simdjson::dom::object members) {
        Json::Value result(Json::objectValue);
        for (const auto& [key, element] : members) {
            const std::string name(key);
            if (repeats_ == Repeats::refused && result.isMember(name)) {
                if (!repeated_)
                    repeated_ = quoted(name) + " is repeated in " + (path_.empty() ? "the top object" : path_);
                break;
            }
            const std::size_t here = path_.size();
            if (repeats_ == Repeats::refused)
                path_ += (path_.empty() ? "" : ".") + cut(one_line(name), max_quoted_bytes);
            result[name] = value(element);
            path_.resize(here);
        }
        return result;
    }

    Json::Value array(simdjson::dom::array elements) {
        Json::Value result(Json::arrayValue);
        Json::ArrayIndex index = 0;
        for (const simdjson::dom::element element : elements) {
            const std::size_t here = path_.size();
            if (repeats_ == Repeats::refused) path_ += "[" + std::to_string(index) + "]";
            result[index++] = value(element);
            path_.resize(here);
        }
        return result;
    }

    static std::string quoted(const std::string& name) {
        return "member \"" + cut(one_line(name), max_quoted_bytes) + "\"";
    }

    Repeats repeats_;
    std::string path_;  // for messages: "connections[0].desk"
    std::optional<std::string> repeated_;
};

Result<Json::Value> read(std::string_view text, Repeats repeats) {
    const Result<Document> document =
        repeats == Repeats::refused ? Document::parse_strict(text) : Document::parse_lenient(text);
    if (!document) return document.error();
    Builder builder(repeats);
    Json::Value value = builder.value(document->root());
    if (builder.repeated()) return Error{Fault::invalid, *builder.repeated(), ""};
    return value;
}

std::string written(const Json::Value& value, const char* indentation) {
    Json::StreamWriterBuilder builder;
    builder["indentation"] = indentation;
    builder["emitUTF8"] = true;
    return Json::writeString(builder, value);
}

}  // namespace

Json::Value tree_of(simdjson::dom::element element) { return Builder(Repeats::last_counts).value(element); }

Result<Json::Value> read_strict(std::string_view text) { return read(text, Repeats::refused); }

Result<Json::Value> read_lenient_names(std::string_view text) { return read(text, Repeats::last_counts); }

std::string write(const Json::Value& value) { return written(value, ""); }
std::string write_indented(const Json::Value& value) { return written(value, "  "); }

std::string text(const Json::Value& object, const char* name) {
    const Json::Value& found = member(object, name);
    return found.isString() ? found.asString() : std::string();
}

std::string scalar(const Json::Value& value) {
    switch (value.type()) {
        case Json::stringValue: return value.asString();
        case Json::booleanValue: return value.asBool() ? "true" : "false";
        case Json::intValue: return std::to_string(value.asInt64());
        case Json::uintValue: return std::to_string(value.asUInt64());
        case Json::realValue: return number_text(value.asDouble());
        default: return {};
    }
}

std::string_view raw_member(std::string_view text, std::string_view name) {
    // The text is known to be valid: quotes and brackets match.
    const auto end_of_string = [&](std::size_t quote) {
        std::size_t at = quote + 1;
        while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
        return at + 1;
    };
    int depth = 0;
    bool wanted = false, is_name = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const bool ends_value = depth == 1 && (c == ',' || c == '}');
        if (ends_value && wanted) return trimmed(text.substr(begin, at - begin));
        if (c == '"') {
            const std::size_t end = end_of_string(at);
            if (depth == 1 && is_name) {
                wanted = text.substr(at + 1, end - at - 2) == name;
                is_name = false;
                at = text.find(':', end);
                if (at == std::string_view::npos) return {};
                begin = ++at;
            } else {
                at = end;
            }
            continue;
        }
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (depth == 1 && (c == ',' || c == '{')) is_name = true;
        ++at;
    }
    return {};
}

const Json::Value& member(const Json::Value& object, const char* name) {
    static const Json::Value null;
    if (!object.isObject()) return null;
    const Json::Value* found = object.find(name, name + std::string_view(name).size());
    return found ? *found : null;
}

}  // namespace secure_export::json

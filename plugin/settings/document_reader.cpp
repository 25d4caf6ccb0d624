#include "settings/document_reader.h"

#include <algorithm>

#include "core/durations.h"
#include "core/text.h"
#include "settings/limits.h"

namespace secure_export::settings {

namespace {

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + '"';
    return text;
}

// Levenshtein distance of two names, for "did you mean".
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1])});
            corner = above;
        }
    }
    return row.back();
}

}  // namespace

ObjectReader::ObjectReader(const Json::Value& value, std::string place, Problems& problems)
    : value_(value), place_(std::move(place)), problems_(problems) {
    if (!value_.isObject()) problems_.add(place_.empty() ? "document" : place_, "must be an object");
}

const Json::Value* ObjectReader::take(const char* name) {
    asked_.insert(name);
    return value_.isObject() && value_.isMember(name) ? &value_[name] : nullptr;
}

void ObjectReader::wrong_type(const char* name, const char* wanted) {
    problems_.add(place_of(name), std::string("must be ") + wanted);
}

std::string ObjectReader::required_text(const char* name, std::size_t max, const char* meaning) {
    const std::string more = *meaning ? std::string(": ") + meaning : "";
    if (value_.isObject() && !value_.isMember(name)) problems_.add(place_of(name), "is missing" + more);
    if (value_.isObject() && value_[name].isString() && trimmed(value_[name].asString()).empty())
        problems_.add(place_of(name), "must not be empty" + more);
    return text(name, "", max);
}

std::string ObjectReader::text(const char* name, std::string fallback, std::size_t max) {
    const Json::Value* member = take(name);
    if (!member) return fallback;
    if (!member->isString()) {
        wrong_type(name, "a text");
        return "";
    }
    if (member->asString().size() > max)
        problems_.add(place_of(name), "is longer than " + std::to_string(max) + " bytes");
    return member->asString();
}

std::optional<std::string> ObjectReader::text_or_null(const char* name, std::optional<std::string> fallback,
                                                      std::size_t max) {
    const Json::Value* member = take(name);
    if (!member) return fallback;
    if (member->isNull()) return std::nullopt;
    return text(name, "", max);
}

bool ObjectReader::boolean(const char* name, bool fallback) {
    const Json::Value* member = take(name);
    if (!member) return fallback;
    if (!member->isBool()) wrong_type(name, "true or false");
    return member->isBool() && member->asBool();
}

std::chrono::milliseconds ObjectReader::duration(const char* name) {
    const Json::Value* member = take(name);
    if (!member || (member->isString() && trimmed(member->asString()).empty())) return {};
    const auto read = member->isString() ? read_duration(member->asString()) : std::nullopt;
    if (read && *read <= max_duration) return *read;
    const std::string examples = R"("90s", "5m", "2h", "1d" or "1h 30m", at most )" + duration_text(max_duration);
    if (!member->isString())
        wrong_type(name, ("a length of time in quotation marks, such as " + examples + "; \"\" for none").c_str());
    else if (read)
        problems_.add(place_of(name), "must be at most " + duration_text(max_duration));
    else
        problems_.add(place_of(name), "\"" + cut(one_line(member->asString()), max_quoted_bytes) +
                                          "\" is not a length of time; write " + examples);
    return {};
}

std::chrono::milliseconds ObjectReader::required_duration(const char* name) {
    const std::size_t before = problems_.lines().size();
    const std::chrono::milliseconds read = duration(name);
    if (value_.isObject() && read.count() == 0 && problems_.lines().size() == before)
        problems_.add(place_of(name), std::string(has(name) ? "must be longer than nothing" : "is missing") +
                                          R"(: write "90s", "5m", "2h", "1d" or "1h 30m")");
    return read;
}

int ObjectReader::integer(const char* name, std::optional<int> fallback, int min, int max) {
    const Json::Value* member = take(name);
    if (!member) {
        if (!fallback && value_.isObject()) problems_.add(place_of(name), "is missing");
        return fallback.value_or(min);
    }
    if (!member->isInt() || member->asInt() < min || member->asInt() > max) {
        problems_.add(place_of(name),
                      "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
        return min;
    }
    return member->asInt();
}

int ObjectReader::choice(const char* name, const std::vector<std::string>& choices, std::optional<int> fallback) {
    const Json::Value* member = take(name);
    if (!member) {
        if (!fallback) problems_.add(place_of(name), "is missing");
        return fallback.value_or(0);
    }
    const auto at = member->isString() ? std::ranges::find(choices, member->asString()) : choices.end();
    if (at == choices.end()) {
        problems_.add(place_of(name), "must be one of " + listed(choices));
        return fallback.value_or(0);
    }
    return static_cast<int>(at - choices.begin());
}

std::optional<std::vector<std::string>> ObjectReader::texts(const char* name, std::size_t max) {
    const Json::Value* member = take(name);
    if (!member) return std::nullopt;
    std::vector<std::string> all;
    if (!member->isArray() || member->size() > max_elements) {
        wrong_type(name, "an array of texts");
        return all;
    }
    for (Json::ArrayIndex i = 0; i < member->size(); ++i) {
        const Json::Value& element = (*member)[i];
        const std::string place = place_of(name) + "[" + std::to_string(i) + "]";
        if (!element.isString() || element.asString().empty())
            problems_.add(place, "must be a text that is not empty");
        else if (element.asString().size() > max)
            problems_.add(place, "is longer than " + std::to_string(max) + " bytes");
        else
            all.push_back(element.asString());
    }
    return all;
}

std::optional<std::map<std::string, std::string>> ObjectReader::text_map(const char* name, std::size_t max_entries,
                                                                         std::size_t max_key, std::size_t max_value) {
    const Json::Value* member = take(name);
    if (!member) return std::nullopt;
    std::map<std::string, std::string> map;
    if (!member->isObject() || member->size() > max_entries) {
        wrong_type(name, ("an object of at most " + std::to_string(max_entries) + " texts").c_str());
        return map;
    }
    for (const std::string& key : member->getMemberNames()) {
        const Json::Value& value = (*member)[key];
        const std::string place = place_of(name) + "." + cut(one_line(key), max_place_bytes);
        if (key.empty() || key.size() > max_key) problems_.add(place, "is not a valid field name");
        if (!value.isString() || value.asString().size() > max_value)
            problems_.add(place, "must be a text of at most " + std::to_string(max_value) +
                                     " bytes (numbers in quotation marks too)");
        else
            map.emplace(key, value.asString());
    }
    return map;
}

void ObjectReader::objects(const char* name, bool required, const std::function<void(ObjectReader&)>& each) {
    const Json::Value* member = take(name);
    if (!member) {
        if (required && value_.isObject()) problems_.add(place_of(name), "is missing");
        return;
    }
    if (!member->isArray() || member->size() > max_elements) return wrong_type(name, "an array of objects");
    for (Json::ArrayIndex i = 0; i < member->size(); ++i) {
        ObjectReader reader((*member)[i], place_of(name) + "[" + std::to_string(i) + "]", problems_);
        each(reader);
        reader.finish();
    }
}

void ObjectReader::object(const char* name, const std::function<void(ObjectReader&)>& use) {
    const Json::Value* member = take(name);
    if (!member) return;
    ObjectReader reader(*member, place_of(name), problems_);
    use(reader);
    reader.finish();
}

void ObjectReader::object_or_null(const char* name, const std::function<void(ObjectReader&)>& use) {
    const Json::Value* member = take(name);
    if (member && !member->isNull()) object(name, use);
}

void ObjectReader::finish() {
    if (!value_.isObject()) return;
    for (const std::string& name : value_.getMemberNames()) {
        if (asked_.contains(name)) continue;
        std::string hint;
        for (const std::string& known : asked_)
            if (name.size() < 64 && distance(name, known) <= 2) hint = "; did you mean \"" + known + "\"?";
        problems_.add(place_of(cut(one_line(name), max_place_bytes)), "unknown key" + hint);
    }
}

}  // namespace secure_export::settings

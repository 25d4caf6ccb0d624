#include "inbound/fields.h"

#include <algorithm>
#include <array>

#include "core/resource_id.h"
#include "core/text.h"
#include "core/timestamps.h"

namespace secure_export::inbound {
namespace {

void add_once(std::vector<std::string>& all, std::string text, std::size_t max) {
    if (text.empty() || all.size() >= max) return;
    const auto same = [&](const std::string& other) { return same_ignoring_case(other, text); };
    if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(text));
}

}  // namespace

std::string_view said(std::string_view text) {
    text = trimmed(text);
    return same_ignoring_case(text, "none") || same_ignoring_case(text, "null") ? std::string_view() : text;
}

std::string clean_text(std::string_view text, std::size_t max) {
    const std::string clean = clean_lines(said(text));
    return cut(said(clean), max);  // once more: invisible characters may have stood around it
}

std::string string_field(const json::View& object, const char* name, std::size_t max) {
    return clean_text(object.member(name).scalar(), max);
}

std::string string_field(const json::View& object, std::initializer_list<const char*> path, std::size_t max) {
    json::View at = object;
    for (const char* name : path) at = at.member(name);
    return clean_text(at.scalar(), max);
}

std::string first_string_field(const json::View& object, std::initializer_list<const char*> names, std::size_t max) {
    for (const char* name : names) {
        if (std::string text = string_field(object, name, max); !text.empty()) return text;
    }
    return {};
}

std::string name_field(const json::View& object, const char* name) {
    const json::View value = object.member(name);
    return value.is_object() ? first_string_field(value, {"value", "localizedValue"}, max_name)
                             : string_field(object, name, max_name);
}

bool has_any(const json::View& object, std::initializer_list<const char*> names) {
    return std::ranges::any_of(names, [&](const char* name) { return !object.member(name).is_null(); });
}

std::vector<std::string> texts(const json::View& value) {
    std::vector<std::string> all;
    const auto add = [&](const json::View& item) {
        if (std::string text = clean_text(item.scalar(), max_id); !text.empty()) all.push_back(std::move(text));
    };
    if (!value.is_array()) add(value);
    for (const json::View& item : value.elements(max_targets)) add(item);
    return all;
}

std::optional<Time> time_in(std::string_view text) {
    const std::optional<Time> time = read_time(text);
    return time && *time >= Time{} ? time : std::nullopt;
}

std::optional<Severity> severity_named(std::string_view text) {
    static constexpr std::array<std::string_view, 5> words{"critical", "error", "warning", "informational", "verbose"};
    text = trimmed(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (same_ignoring_case(text, words[i])) return static_cast<Severity>(i);
    }
    if (text.size() == 4 && same_ignoring_case(text.substr(0, 3), "sev")) text.remove_prefix(3);
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '4') return static_cast<Severity>(text[0] - '0');
    return std::nullopt;
}

std::optional<Condition> condition_named(std::string_view text) {
    text = trimmed(text);
    if (same_ignoring_case(text, "fired") || same_ignoring_case(text, "activated")) return Condition::fired;
    if (same_ignoring_case(text, "resolved") || same_ignoring_case(text, "deactivated")) return Condition::resolved;
    return std::nullopt;
}

void add_fact(Alert& alert, const std::string& label, std::string_view value) {
    std::string text = clean_text(value);
    if (text.empty() || alert.facts.size() >= max_facts) return;
    alert.facts.push_back({cut(one_line(label), max_name), std::move(text)});
}

void add_link(Alert& alert, std::string label, std::string_view address) {
    address = trimmed(address);
    // A link that was cut would lead elsewhere; one with blanks or quotes might be split by whoever shows it.
    constexpr std::string_view scheme = "https://";
    if (!address.starts_with(scheme) || address.size() <= scheme.size() || alert.links.size() >= max_links) return;
    if (address.size() > max_link)
        return add_fact(alert, label,
                        "the link is left out, since it has " + std::to_string(address.size()) +
                            " characters: open the alert in the portal");
    const auto odd = [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '"' || c == '<' || c == '>' || c == '\\';
    };
    if (std::any_of(address.begin(), address.end(), odd) || one_line(address) != address) return;
    const auto same = [&](const Fact& link) { return link.value == address; };
    if (std::any_of(alert.links.begin(), alert.links.end(), same)) return;
    alert.links.push_back({std::move(label), std::string(address)});
}

void add_action(Alert& alert, std::string_view text) { add_once(alert.actions, clean_text(text), max_actions); }

void add_row_machine(Alert& alert, std::string_view name) {
    add_once(alert.row_machines, clean_text(one_line(name), max_id), max_computers);
}

void add_computer(Alert& alert, std::string_view name) {
    add_once(alert.computers, clean_text(one_line(name), max_id), max_computers);
}

void add_context_id(Alert& alert, std::string_view id) {
    std::string text = clean_text(one_line(id), max_id);
    if (looks_like_resource_id(text)) add_once(alert.context_ids, std::move(text), max_computers);
}

void add_item(Alert& alert, std::string_view item) {
    add_once(alert.configuration_items, clean_text(one_line(item), max_id), max_targets);
}

void add_properties(Alert& alert, const json::View& properties) {
    if (!properties.is_object()) return;
    for (const auto& [name, scalar] : properties.members()) {
        if (alert.custom_properties.size() >= max_properties) return;
        const std::string value = clean_text(scalar.scalar());
        if (!value.empty()) alert.custom_properties.emplace(clean_text(one_line(name), max_name), value);
    }
}

}  // namespace secure_export::inbound

#include <algorithm>

#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/readable_values.h"

// Makes values of unknown shape readable.

namespace secure_export::inbound {
namespace {

bool has_no_place_in_a_ticket(std::string_view name) {
    return same_ignoring_case(name, "claims") || same_ignoring_case(name, "httpRequest") ||
           same_ignoring_case(name, "authorization");
}

// The scalars of an array on one line; nothing when it holds other values too.
std::string on_one_line(const std::vector<json::View>& all) {
    std::string text;
    for (const json::View& one : all) {
        if (one.is_object() || one.is_array()) return {};
        const std::string value = clean_text(one.scalar());
        if (!value.empty()) text += (text.empty() ? "" : ", ") + value;
    }
    return text;
}

void add(Alert& alert, const json::View& value, const std::string& label, int depth) {
    if (alert.facts.size() >= max_facts || depth > max_plain_depth) return;
    if (value.is_object()) {
        for (const auto& [name, inner] : value.members()) {
            if (has_no_place_in_a_ticket(name)) continue;
            const std::string own = clean_text(one_line(name), 200);
            add(alert, inner, label.empty() ? label_of(own) : label + " / " + spaced(own), depth + 1);
        }
    } else if (value.is_array()) {
        const std::vector<json::View> all = value.elements(max_plain_elements);
        if (const std::string line = on_one_line(all); !line.empty()) return add_fact(alert, label, line);
        for (std::size_t i = 0; i < all.size(); ++i)
            add(alert, all[i], (label.empty() ? "" : label + " ") + std::to_string(i + 1), depth + 1);
    } else {
        add_fact(alert, label.empty() ? "Context" : label, value.scalar());
    }
}

}  // namespace

void add_plain_facts(Alert& alert, const json::View& value) { add(alert, value, "", 0); }

void add_other_facts(Alert& alert, const json::View& object, std::initializer_list<std::string_view> read) {
    std::size_t count = 0;
    for (const auto& [name, value] : object.members()) {
        const auto same = [&, own = std::string_view(name)](std::string_view one) {
            return same_ignoring_case(one, own);
        };
        if (std::any_of(read.begin(), read.end(), same) || has_no_place_in_a_ticket(name)) continue;
        if (++count > max_other_properties) return;
        add(alert, value, label_of(clean_text(one_line(name), max_name)), 1);
    }
}

}  // namespace secure_export::inbound

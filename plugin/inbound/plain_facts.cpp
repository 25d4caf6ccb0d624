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

}  // namespace secure_export::inbound

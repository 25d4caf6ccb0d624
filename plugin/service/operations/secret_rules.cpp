#include "service/operations/secret_rules.h"

#include <algorithm>

#include "admin/limits.h"
#include "core/text.h"
#include "service/limits.h"

namespace secure_export::service::operations {
namespace {

Error invalid(const std::string& message) { return {Fault::invalid, message, ""}; }

std::string quoted_name(std::string_view name) { return "\"" + cut(one_line(name), max_quoted_bytes) + "\""; }

// Length in bytes of the first character of `text`; 0 when it is not UTF-8 (RFC 3629 section 4).
std::size_t character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    const unsigned min = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned max = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < min || second > max) return 0;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    for (std::size_t i = 2; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    return size;
}

}  // namespace

Outcome is_secret_of(const Settings& settings, const DeskKinds& kinds, const std::string& desk,
                     const std::string& field) {
    const auto found = std::ranges::find(settings.desks, desk, &DeskSettings::name);
    if (found == settings.desks.end()) {
        std::string names;
        for (const DeskSettings& each : settings.desks) names += (names.empty() ? "" : ", ") + each.name;
        return invalid("there is no desk " + quoted_name(desk) + " in the settings (there are: " +
                       (names.empty() ? "none" : names) + "): add it with `secure-export config import` first");
    }
    const DeskKind* kind = find_kind(kinds, found->kind);
    if (!kind || kind->secrets.empty())
        return invalid("desk " + quoted_name(desk) + " is of kind " + found->kind + ", which needs no secrets");
    std::string fields;
    for (const DeskSecret& secret : kind->secrets) {
        if (field == secret.name) return {};
        fields += (fields.empty() ? "" : "; ") + std::string(secret.name) + " (" + secret.meaning + ")";
    }
    return invalid("desk " + quoted_name(desk) + " is of kind " + found->kind + ", which has no secret " +
                   quoted_name(field) + "; it has: " + fields);
}

Outcome can_be_secret(std::string_view value) {
    if (value.empty()) return invalid("the secret is empty");
    if (value.size() > admin::max_secret_bytes)
        return invalid("the secret is longer than " + std::to_string(admin::max_secret_bytes) + " bytes");
    for (std::size_t size = 0; !value.empty(); value.remove_prefix(size)) {
        const auto first = static_cast<unsigned char>(value.front());
        if (first < 0x20 || first == 0x7F)
            return invalid("the secret contains a control character, such as a line break or a tab");
        size = character(value);
        if (size == 0) return invalid("the secret is not UTF-8 text");
    }
    return {};
}

}  // namespace secure_export::service::operations

#include "adapters/hosts/standalone/sign_in/pages.h"

#include "adapters/hosts/standalone/base/untrusted_text.h"
#include "adapters/hosts/standalone/sign_in/page_files.h"
#include "adapters/hosts/standalone/sign_in/pages_texts.h"

namespace secure_export::host {
namespace {

// Replaces {{key}}.  Inserted texts are not scanned again, so that they cannot contain keys.
template <class Value>
std::string filled(std::string_view pattern, Value value) {
    std::string out;
    for (;;) {
        const std::size_t begin = pattern.find("{{");
        const std::size_t end = begin == std::string_view::npos ? begin : pattern.find("}}", begin);
        if (end == std::string_view::npos) return out.append(pattern);
        out.append(pattern.substr(0, begin)).append(value(pattern.substr(begin + 2, end - begin - 2)));
        pattern.remove_prefix(end + 2);
    }
}

class Page {
public:
    Page(const PageState& state, std::string_view title, std::string_view main_field)
        : state_(state), title_(title), focus_(main_field) {
        if (!state.password_problem.empty()) focus_ = "password";
        if (!state.again_problem.empty()) focus_ = "again";
        if (!state.name_problem.empty()) focus_ = "name";
        if (!state.code_problem.empty()) focus_ = "code";
    }

    std::string html(std::string_view content) const {
        return filled(page_files::frame, [&](std::string_view key) -> std::string {
            if (key == "content") return filled(content, [this](std::string_view inner) { return value(inner); });
            return value(key);
        });
    }

private:
    std::string value(std::string_view key) const {
        if (key == "language") return std::string(state_.language);
        if (key == "page_title") return (has_problem() ? said("problem_mark") : "") + said(title_) + " - Secure Export";
        if (key == "came_from") return state_.from_elsewhere ? " data-from=\"elsewhere\"" : "";
        if (key == "notice")
            return state_.notice.empty() ? "" : "<p class=\"notice\" role=\"alert\">" + said(state_.notice) + "</p>";
        if (key == "given_name") return html_escaped(state_.given_name);
        if (key == "given_code") return html_escaped(state_.given_code);
        if (key.ends_with("_problem")) return said(problem_at(key.substr(0, key.find('_'))));
        if (key.ends_with("_state")) return field_state(key.substr(0, key.find('_')));
        return said(key);
    }

    std::string field_state(std::string_view field) const {
        return std::string(problem_at(field).empty() ? "" : " aria-invalid=\"true\"") +
               (field == focus_ ? " autofocus" : "");
    }

    std::string_view problem_at(std::string_view field) const {
        if (field == "name") return state_.name_problem;
        if (field == "password") return state_.password_problem;
        if (field == "again") return state_.again_problem;
        return state_.code_problem;
    }

    bool has_problem() const {
        return !state_.notice.empty() || !state_.name_problem.empty() || !state_.password_problem.empty() ||
               !state_.again_problem.empty() || !state_.code_problem.empty();
    }

    std::string said(std::string_view key) const {
        if (key.empty()) return {};
        return html_escaped(
            filled(page_text(state_.language, key), [this](std::string_view) { return state_.seconds; }));
    }

    const PageState& state_;
    std::string_view title_, focus_;
};

}  // namespace

std::string sign_in_page(const PageState& state) {
    return Page(state, "sign_in_title", state.given_name.empty() ? "name" : "password").html(page_files::sign_in);
}

std::string first_password_page(const PageState& state) {
    return Page(state, "first_title", "code").html(page_files::first);
}

std::string_view page_style() { return page_files::style; }
std::string_view page_script() { return page_files::script; }
std::string_view page_icon() { return page_files::icon; }

}  // namespace secure_export::host

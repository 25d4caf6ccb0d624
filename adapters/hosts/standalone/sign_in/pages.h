#pragma once
// The pages on which an administrator signs in: HTML without inline code, in English and German.

#include <string>
#include <string_view>

namespace secure_export::host {

// What a page has to say about what was sent, by the name of a text in pages_texts.cpp; empty: nothing.  A problem at a
// field is said at that field, which gets the focus.
struct PageState {
    std::string_view language = "en";
    bool from_elsewhere = false;  // the browser came here from another site
    std::string notice;
    std::string name_problem, password_problem, again_problem, code_problem;
    std::string seconds;                 // for texts that name a wait
    std::string given_name, given_code;  // as sent, to be shown again; passwords never are
};

std::string sign_in_page(const PageState& state);
std::string first_password_page(const PageState& state);

std::string_view page_style();   // text/css
std::string_view page_script();  // text/javascript
std::string_view page_icon();    // image/svg+xml

}  // namespace secure_export::host

#pragma once
// The sign-in pages: HTML without inline code, in English and German.

#include <string>
#include <string_view>

namespace secure_export::host {

// The messages of a page about the submitted form, by the names of texts in pages_texts.cpp; empty: none.  A field's
// problem is shown at that field, which gets the focus.
struct PageState {
    std::string_view language = "en";
    bool from_elsewhere = false;  // the form was submitted by a page of another site
    std::string notice;
    std::string name_problem, password_problem, again_problem, code_problem;
    std::string seconds;                 // for texts that contain a wait
    std::string given_name, given_code;  // as submitted, shown again; passwords never are
};

std::string sign_in_page(const PageState& state);
std::string first_password_page(const PageState& state);

std::string_view page_style();   // text/css
std::string_view page_script();  // text/javascript
std::string_view page_icon();    // image/svg+xml

}  // namespace secure_export::host

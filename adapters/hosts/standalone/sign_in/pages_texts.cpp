#include "adapters/hosts/standalone/sign_in/pages_texts.h"

#include <algorithm>
#include <iterator>

namespace secure_export::host {
namespace {

struct Text {
    std::string_view key, text;
};

constexpr Text english[] = {
    {"problem_mark", "Problem: "},
    {"sign_in_title", "Sign in"},
    {"name", "Your name (optional)"},
    {"name_help", "Recorded with what you change. Nobody checks it."},
    {"password", "Password of the administrator"},
    {"sign_in_button", "Sign in"},
    {"forgotten", "Password forgotten? On the server, \"secure-export admin link\" prints a one-time link."},
    {"have_code", "I have a one-time code"},
    {"first_title", "Set the administrator's password"},
    {"code", "One-time code"},
    {"code_help", "What follows the # in the one-time link. It works once, for 24 hours."},
    {"new_password", "New password"},
    {"new_password_help", "At least 12 characters. A few words in a row are easy to type and hard to guess."},
    {"again", "New password again"},
    {"first_button", "Set password and sign in"},
    {"wrong_password", "This is not the password."},
    {"no_password",
     "No password is set yet. The one-time link to set it is in the log of secure-export; "
     "\"secure-export admin link\" prints a new one."},
    {"wait",
     "Too many wrong attempts. Try again in {{seconds}} seconds. To get in now: on the server, "
     "\"secure-export admin link\" prints a one-time link to set a new password."},
    {"busy", "Too many people are signing in at this moment. Try again."},
    {"bad_name", "At most 64 letters, digits, spaces and . _ - @"},
    {"bad_code",
     "This code is not valid: it was used, is older than 24 hours, or a newer one was made. "
     "\"secure-export admin link\" prints a new one."},
    {"too_short", "Use at least 12 characters."},
    {"too_long", "Use at most 1024 bytes."},
    {"not_typable", "The password must not contain control characters."},
    {"not_the_same", "The two passwords differ."},
    {"broken", "The server cannot read or keep the password; its log says why."},
};

constexpr Text german[] = {
    {"problem_mark", "Problem: "},
    {"sign_in_title", "Anmelden"},
    {"name", "Ihr Name (freiwillig)"},
    {"name_help", "Wird bei Änderungen festgehalten. Niemand prüft ihn."},
    {"password", "Kennwort des Administrators"},
    {"sign_in_button", "Anmelden"},
    {"forgotten", "Kennwort vergessen? Auf dem Server gibt „secure-export admin link“ einen Einmal-Link aus."},
    {"have_code", "Ich habe einen Einmal-Code"},
    {"first_title", "Kennwort des Administrators festlegen"},
    {"code", "Einmal-Code"},
    {"code_help", "Was im Einmal-Link hinter dem # steht. Er gilt einmal und 24 Stunden lang."},
    {"new_password", "Neues Kennwort"},
    {"new_password_help",
     "Mindestens 12 Zeichen. Einige Wörter hintereinander sind leicht zu tippen und schwer zu raten."},
    {"again", "Neues Kennwort noch einmal"},
    {"first_button", "Kennwort festlegen und anmelden"},
    {"wrong_password", "Das ist nicht das Kennwort."},
    {"no_password",
     "Es ist noch kein Kennwort festgelegt. Der Einmal-Link dafür steht im Protokoll von secure-export; "
     "„secure-export admin link“ gibt einen neuen aus."},
    {"wait",
     "Zu viele falsche Versuche. In {{seconds}} Sekunden geht es wieder. Sofort geht es mit einem Einmal-Link, über "
     "den ein neues Kennwort festgelegt wird: Auf dem Server gibt ihn „secure-export admin link“ aus."},
    {"busy", "In diesem Augenblick melden sich zu viele an. Bitte noch einmal versuchen."},
    {"bad_name", "Höchstens 64 Buchstaben, Ziffern, Leerzeichen und . _ - @"},
    {"bad_code",
     "Dieser Code gilt nicht: Er wurde benutzt, ist älter als 24 Stunden, oder es gibt einen neueren. "
     "„secure-export admin link“ gibt einen neuen aus."},
    {"too_short", "Bitte mindestens 12 Zeichen."},
    {"too_long", "Bitte höchstens 1024 Bytes."},
    {"not_typable", "Das Kennwort darf keine Steuerzeichen enthalten."},
    {"not_the_same", "Die beiden Kennwörter sind verschieden."},
    {"broken", "Der Server kann das Kennwort nicht lesen oder speichern; sein Protokoll sagt, warum."},
};

static_assert(std::size(english) == std::size(german));
static_assert(std::equal(std::begin(english), std::end(english), std::begin(german),
                         [](const Text& one, const Text& other) { return one.key == other.key; }),
              "each text exists in each language");

}  // namespace

std::string_view page_text(std::string_view language, std::string_view key) {
    const auto& table = language == "de" ? german : english;
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const Text& t) { return t.key == key; });
    return found == std::end(table) ? key : found->text;
}

}  // namespace secure_export::host

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <set>

#include "adapters/desks/desks.h"

using namespace secure_export;

// What each kind says of itself.
class KindsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(KindsTest);
    CPPUNIT_TEST(a_name_is_there_once);
    CPPUNIT_TEST(each_remote_kind_has_the_options_that_all_share);
    CPPUNIT_TEST(the_words_of_the_screens_are_about_what_there_is_in_both_languages);
    CPPUNIT_TEST(needs_name_a_way_to_sign_in_that_there_is);
    CPPUNIT_TEST_SUITE_END();

    static std::set<std::string> names_in(const DeskKind& kind) {
        std::set<std::string> names;
        for (const DeskOption& option : kind.options)
            CPPUNIT_ASSERT_MESSAGE(std::string(kind.name) + " " + option.name, names.insert(option.name).second);
        for (const DeskSecret& secret : kind.secrets)
            CPPUNIT_ASSERT_MESSAGE(std::string(kind.name) + " " + secret.name, names.insert(secret.name).second);
        return names;
    }

public:
    void a_name_is_there_once() {
        std::set<std::string> kinds;
        for (const DeskKind& kind : desks::kinds()) {
            CPPUNIT_ASSERT_MESSAGE(kind.name, kinds.insert(kind.name).second);
            names_in(kind);
            CPPUNIT_ASSERT(find_kind(desks::kinds(), kind.name) == &kind);
        }
        CPPUNIT_ASSERT(!find_kind(desks::kinds(), "Helix") && !find_kind(desks::kinds(), ""));
    }

    void each_remote_kind_has_the_options_that_all_share() {
        for (const DeskKind& kind : desks::kinds()) {
            const auto names = names_in(kind);
            for (const char* name : {"url", "user", "ca_file", "time_limit_s", "settling_time_s", "calls_at_once",
                                     "incident_url", "fields", "resolve_fields", "ci_rules"})
                CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(kind.name) + " " + name, kind.remote(), names.contains(name));
            CPPUNIT_ASSERT(default_desk("a", kind).reach == kind.reach);
        }
    }

    void the_words_of_the_screens_are_about_what_there_is_in_both_languages() {
        for (const DeskKind& kind : desks::kinds()) {
            const auto names = names_in(kind);
            std::set<std::string> english, german;
            for (const DeskText& text : kind.texts) {
                const std::string where = std::string(kind.name) + " " + text.language + " " + text.name;
                CPPUNIT_ASSERT_MESSAGE(where, names.contains(text.name));
                const bool is_english = text.language == std::string("en");
                CPPUNIT_ASSERT_MESSAGE(where, is_english || text.language == std::string("de"));
                CPPUNIT_ASSERT_MESSAGE(where, *text.label || *text.help);
                CPPUNIT_ASSERT_MESSAGE(where, (is_english ? english : german)
                                                  .insert(std::string(text.name) + (*text.label ? " label" : "") +
                                                          (*text.help ? " help" : ""))
                                                  .second);
            }
            CPPUNIT_ASSERT_MESSAGE(kind.name, english == german);
        }
    }

    void needs_name_a_way_to_sign_in_that_there_is() {
        for (const DeskKind& kind : desks::kinds()) {
            const auto auth = std::ranges::find_if(
                kind.options, [](const DeskOption& option) { return option.name == std::string("auth"); });
            const auto known = [&](const std::vector<std::string>& needed_for) {
                return std::ranges::all_of(needed_for, [&](const std::string& way) {
                    return auth != kind.options.end() && std::ranges::find(auth->choices, way) != auth->choices.end();
                });
            };
            for (const DeskOption& option : kind.options) CPPUNIT_ASSERT_MESSAGE(option.name, known(option.needed_for));
            for (const DeskSecret& secret : kind.secrets) CPPUNIT_ASSERT_MESSAGE(secret.name, known(secret.needed_for));
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KindsTest);

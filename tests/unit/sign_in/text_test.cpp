#include "adapters/hosts/standalone/base/untrusted_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include "adapters/hosts/standalone/sign_in/host_names.h"
#include "adapters/hosts/standalone/sign_in/pages.h"

namespace secure_export::host {
namespace {

using Values = std::vector<std::string_view>;

class TextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TextTest);
    CPPUNIT_TEST(characters_are_counted_in_utf_8_alone);
    CPPUNIT_TEST(a_name_is_of_latin_letters_and_a_few_signs);
    CPPUNIT_TEST(a_form_is_decoded_or_refused_as_a_whole);
    CPPUNIT_TEST(fields_are_found_by_name_and_taken_out_whole);
    CPPUNIT_TEST(a_cookie_is_found_by_its_exact_name);
    CPPUNIT_TEST(german_is_for_who_prefers_it);
    CPPUNIT_TEST(names_of_the_listener_are_those_and_no_others);
    CPPUNIT_TEST(what_somebody_sent_is_text_on_the_page);
    CPPUNIT_TEST_SUITE_END();

public:
    void characters_are_counted_in_utf_8_alone() {
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, printable_characters("aä人😀").value());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, printable_characters("").value());
        for (const char* bad : {"\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
                                "\x80", "\xc3", "\xe4\xba", "\xc3\x28", "a\nb", "a\x1b", "\x7f", "\xc2\x85"})
            CPPUNIT_ASSERT_MESSAGE(bad, !printable_characters(bad));
        CPPUNIT_ASSERT(!printable_characters(std::string_view("a\0b", 3)));
    }

    void a_name_is_of_latin_letters_and_a_few_signs() {
        for (const char* good : {"a", "Ann-Marie O.", "ann@example.org", "Jörg Groß", "Łukasz_7"})
            CPPUNIT_ASSERT_MESSAGE(good, is_person_name(good));
        for (const char* bad : {"", " ", " a", "a ", "a  b", "a(b)", "a\"", "<a>", "a,b", "a;b", "×", "÷",
                                "a\xc2\xa0"
                                "b",
                                "\xe2\x80\xae"
                                "a",
                                "Ж", "a\tb"})
            CPPUNIT_ASSERT_MESSAGE(bad, !is_person_name(bad));
        CPPUNIT_ASSERT(is_person_name(std::string(64, 'a')));
        CPPUNIT_ASSERT(!is_person_name(std::string(65, 'a')));
    }

    void a_form_is_decoded_or_refused_as_a_whole() {
        const auto form = parse_form("a=1+2%2b&b=%C3%a4&c&=d&&e=f=g");
        CPPUNIT_ASSERT(form);
        CPPUNIT_ASSERT((*form == Form{{"a", "1 2+"}, {"b", "ä"}, {"c", ""}, {"", "d"}, {"e", "f=g"}}));
        CPPUNIT_ASSERT(parse_form("") && parse_form("")->empty());
        for (const char* bad : {"a=%", "a=%4", "a=%zz", "%g0=a", "a=1&a=2", "a=1&%61=2"})
            CPPUNIT_ASSERT_MESSAGE(bad, !parse_form(bad));
        std::string many;
        for (int i = 0; i < 16; ++i) many += "f" + std::to_string(i) + "=&";
        CPPUNIT_ASSERT(parse_form(many));
        CPPUNIT_ASSERT(!parse_form(many + "g="));
    }

    void fields_are_found_by_name_and_taken_out_whole() {
        const std::string headers = "Host: h\nCookie: a=b\nX-Cookie: c\ncookie: d\nEmpty:\n";
        CPPUNIT_ASSERT((field_values(headers, "COOKIE") == Values{"a=b", "d"}));
        CPPUNIT_ASSERT((field_values(headers, "Empty") == Values{""}));
        CPPUNIT_ASSERT(field_values(headers, "Cook").empty());
        CPPUNIT_ASSERT_EQUAL(std::string("X-Cookie: c\nEmpty:\n"), without_fields(headers, {"cookie", "host"}));
        CPPUNIT_ASSERT_EQUAL(headers, without_fields(headers, {}));
        CPPUNIT_ASSERT_EQUAL(std::string(), without_fields("A: last line without its end", {"a"}));
    }

    void a_cookie_is_found_by_its_exact_name() {
        const std::string headers = "Cookie: id=1; xid=2; id =3;id=4;idx=5\nCookie: id=6=7\n";
        CPPUNIT_ASSERT((cookie_values(headers, "id") == Values{"1", "4", "6=7"}));
        CPPUNIT_ASSERT(cookie_values("Set-Cookie: id=1\n", "id").empty());
    }

    void german_is_for_who_prefers_it() {
        const auto language = [](const std::string& value) {
            return preferred_language("Accept-Language: " + value + "\n");
        };
        for (const char* german : {"de", "DE-at", "de;q=0.9, en;q=0.8", "en;q=0.999,de", "fr, de;q=0.001", "de; q=1.0"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(german, std::string_view("de"), language(german));
        for (const char* english :
             {"", "*", "en", "fr", "den", "de;q=0", "de;q=0.000", "en,de", "de;q=0.5,en;q=0.6", "de;q=x"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(english, std::string_view("en"), language(english));
        CPPUNIT_ASSERT_EQUAL(std::string_view("en"), preferred_language(""));
    }

    void names_of_the_listener_are_those_and_no_others() {
        HostNames names;
        names.add("localhost", 8444);
        names.add("2001:DB8:0:0:0:0:0:1", 8444);
        names.add("[::1]", 8444);
        names.add("Admin.Example.org");
        names.add("*.example.net");
        names.add("web", 80);
        for (const char* good : {"localhost:8444", "LocalHost:8444", "[2001:db8::1]:8444", "[::1]:8444",
                                 "admin.example.org", "admin.example.org:1", "a.example.net", "web", "web:80"})
            CPPUNIT_ASSERT_MESSAGE(good, names.contains(good, 80));
        for (const char* bad : {"",
                                ":",
                                ":8444",
                                "localhost",
                                "localhost:8443",
                                "localhost:",
                                "localhost:08444x",
                                "localhost:99999",
                                "localhost:-1",
                                "localhost.:8444",
                                "localhost:8444:8444",
                                "a@localhost:8444",
                                "localhost:8444/",
                                "[::1",
                                "[::1]8444",
                                "[localhost]:8444",
                                "[]:8444",
                                "::1:8444",
                                "[::1%lo]:8444",
                                "example.net",
                                ".example.net",
                                "a.b.example.net",
                                "aexample.net",
                                "*.example.net",
                                "x.admin.example.org",
                                "web:81"})
            CPPUNIT_ASSERT_MESSAGE(bad, !names.contains(bad, 80));
        CPPUNIT_ASSERT(!names.contains("web", 443));
        CPPUNIT_ASSERT(!HostNames().contains("localhost:8444", 80));
    }

    void what_somebody_sent_is_text_on_the_page() {
        PageState state;
        state.given_name = "\"><script>{{password}}&'";
        const std::string page = sign_in_page(state);
        CPPUNIT_ASSERT(page.find("value=\"&quot;&gt;&lt;script&gt;{{password}}&amp;&#39;\"") != std::string::npos);
        CPPUNIT_ASSERT(page.find("<script>") == std::string::npos);
        state.given_code = "<{{name}}";
        CPPUNIT_ASSERT(first_password_page(state).find("value=\"&lt;{{name}}\"") != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);

}  // namespace
}  // namespace secure_export::host

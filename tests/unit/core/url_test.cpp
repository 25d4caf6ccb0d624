#include "core/url.h"

#include <cppunit/extensions/HelperMacros.h>

namespace secure_export {
namespace {

// What was read, in one line; "refused" when nothing.
std::string read(std::string_view text) {
    const auto url = read_url(text);
    if (!url) return "refused";
    return std::string(url->tls ? "tls " : "plain ") + url->host + " " + std::to_string(url->port) + " " + url->target;
}

bool loopback(std::string_view text) {
    const auto url = read_url(text);
    CPPUNIT_ASSERT(url);
    return is_loopback(*url);
}

#define ASSERT_READ(expected, text) CPPUNIT_ASSERT_EQUAL(std::string(expected), read(text))

class UrlTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UrlTest);
    CPPUNIT_TEST(parts_are_found);
    CPPUNIT_TEST(path_and_query_stay_as_written);
    CPPUNIT_TEST(what_could_be_read_in_two_ways_is_refused);
    CPPUNIT_TEST(loopback_is_only_what_every_library_takes_for_it);
    CPPUNIT_TEST(the_authority_names_a_port_where_it_is_not_the_usual_one);
    CPPUNIT_TEST_SUITE_END();

    void parts_are_found() {
        ASSERT_READ("tls desk.example 443 /", "https://desk.example");
        ASSERT_READ("tls desk.example 8443 /api", "HTTPS://Desk.Example:8443/api");
        ASSERT_READ("plain localhost 80 /", "http://localhost/");
        ASSERT_READ("tls ::1 8443 /x", "https://[::1]:8443/x");
        ASSERT_READ("tls desk.example 65535 /", "https://desk.example:65535");
    }

    void path_and_query_stay_as_written() {
        ASSERT_READ("tls h 443 /a%2Fb/../c?q=%41+x&y=/:@", "https://h/a%2Fb/../c?q=%41+x&y=/:@#part");
        ASSERT_READ("tls h 443 /?q", "https://h?q");
        ASSERT_READ("tls h 443 /", "https://h#part/x");
    }

    void what_could_be_read_in_two_ways_is_refused() {
        for (const char* text : {"",
                                 "desk.example",
                                 "//desk.example",
                                 "ftp://desk.example",
                                 "file:///etc/passwd",
                                 "https:",
                                 "https:/h",
                                 "https://",
                                 "https:///path",
                                 "https://:443/",
                                 "https://user@h/",
                                 "https://user:pw@h/",
                                 "https://h:/",
                                 "https://h:0/",
                                 "https://h:65536/",
                                 "https://h:+1/",
                                 "https://h:44 3/",
                                 "https://h /",
                                 " https://h/",
                                 "https://h/a b",
                                 "https://h/\r\nX: y",
                                 "https://h\\@evil/",
                                 "https://h%2eexample/",
                                 "https://\xc3\xa9/",
                                 "https://[::1/",
                                 "https://[::1]x/",
                                 "https://[h]/",
                                 "https://::1/"}) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("refused"), read(text));
        }
        const std::string longest = "https://h/" + std::string(7990, 'x');
        CPPUNIT_ASSERT(read_url(longest));
        CPPUNIT_ASSERT(!read_url(longest + "x"));
    }

    void loopback_is_only_what_every_library_takes_for_it() {
        for (const char* text : {"http://localhost/", "http://LOCALHOST/", "http://127.0.0.1/",
                                 "http://127.255.0.9:8080/", "http://[::1]/", "https://localhost/"}) {
            CPPUNIT_ASSERT_MESSAGE(text, loopback(text));
        }
        for (const char* text :
             {"http://127.1/", "http://127.0.0.1./", "http://127.0.0.01/", "http://127.0.0.256/", "http://0177.0.0.1/",
              "http://2130706433/", "http://127.0.0.1.example/", "http://localhost.example/", "http://localhost./",
              "http://128.0.0.1/", "http://0.0.0.0/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://127.0.0/",
              "http://127.0.0.1.1/", "http://127..0.1/", "http://127/"}) {
            CPPUNIT_ASSERT_MESSAGE(text, !loopback(text));
        }
    }

    void the_authority_names_a_port_where_it_is_not_the_usual_one() {
        CPPUNIT_ASSERT_EQUAL(std::string("h"), read_url("https://h:443/x")->authority());
        CPPUNIT_ASSERT_EQUAL(std::string("h:80"), read_url("https://h:80/")->authority());
        CPPUNIT_ASSERT_EQUAL(std::string("h"), read_url("http://h/")->authority());
        CPPUNIT_ASSERT_EQUAL(std::string("[::1]:8080"), read_url("http://[::1]:8080/")->authority());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UrlTest);

}  // namespace
}  // namespace secure_export

// Descriptions and notes of iTop are HTML: addresses in them can be followed.

#include "adapters/desks/itop/html_text.h"
#include "adapters/desks/itop/notes.h"
#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

using desks::itop::html_of;

class ItopLinksTest : public ItopTest {
    CPPUNIT_TEST_SUITE(ItopLinksTest);
    CPPUNIT_TEST(an_address_is_a_link);
    CPPUNIT_TEST(what_stands_behind_an_address_is_no_part_of_it);
    CPPUNIT_TEST(what_is_no_whole_address_is_text);
    CPPUNIT_TEST(links_never_cost_text);
    CPPUNIT_TEST(people_read_the_text_that_was_sent);
    CPPUNIT_TEST(a_note_that_is_a_link_for_the_most_part_is_written_once);
    CPPUNIT_TEST_SUITE_END();

    static std::string link(const std::string& address) { return "<a href=\"" + address + "\">" + address + "</a>"; }
    static void is(const std::string& html, const std::string& text) {
        CPPUNIT_ASSERT_EQUAL("<p>" + html + "</p>", html_of(text));
    }

    void an_address_is_a_link() {
        is("Portal: " + link("https://portal.azure.com/#resource/a?b=1&amp;c=%20d"),
           "Portal: https://portal.azure.com/#resource/a?b=1&c=%20d");
        is(link("http://a.example/x") + "<br>" + link("https://b.example"), "http://a.example/x\nhttps://b.example");
    }

    void what_stands_behind_an_address_is_no_part_of_it() {
        is("(see " + link("https://a.example/x") + ").", "(see https://a.example/x).");
        is("&lt;" + link("https://a.example/x") + "&gt;, " + link("https://b.example/y") + ";",
           "<https://a.example/x>, https://b.example/y;");
        is(link("https://a.example/x") + "\" onclick=\"y", "https://a.example/x\" onclick=\"y");
    }

    void what_is_no_whole_address_is_text() {
        for (const std::string text :
             {"https://", "http://.", "xhttps://a.example", "javascript:alert(1)", "ftp://a.example",
              "https://a.example/long\xE2\x80\xA6", "https://a.example/\xC3\xA4/x", "http", ""})
            is(text, text);
    }

    void links_never_cost_text() {
        std::string text;
        for (int i = 0; text.size() < 1000; ++i) text += "https://a.example/" + std::to_string(i) + "&x\n";
        for (const std::size_t max : {1500, 2000, 3000}) {
            const std::string html = html_of(text, max);
            CPPUNIT_ASSERT(html.size() <= max);
            CPPUNIT_ASSERT_EQUAL(desks::itop::collapsed(text), desks::itop::text_of(html));
        }
        CPPUNIT_ASSERT(html_of(text, 600).ends_with("\xE2\x80\xA6</p>") && html_of(text, 600).size() <= 600);
    }

    void people_read_the_text_that_was_sent() {
        NewIncident incident = itop_incident();
        incident.description =
            "What to do: https://wiki.example/cpu?a=1&b=2.\nResource in the portal: https://p.example/#x";
        const std::string id = value(desk().open(incident)).id;
        CPPUNIT_ASSERT_EQUAL(incident.description, harness->held(id).description);
    }

    void a_note_that_is_a_link_for_the_most_part_is_written_once() {
        const std::string id = opened();
        const std::string text = "fired again 10:00\nLink: https://portal.azure.com/view/of/the/alert/number/1 (more)";
        harness->trouble_next_call(Trouble::answer_lost);
        said(desk().note(id, text), Fault::unavailable);
        done(desk().note(id, text));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness->held(id).notes.size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopLinksTest);

}  // namespace secure_export::contract

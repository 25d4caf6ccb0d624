// Tables as a terminal of 80 columns, a pipe and --wide get them.

#include "admin/render.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <sstream>

using namespace secure_export;
using namespace secure_export::admin;

class RenderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RenderTest);
    CPPUNIT_TEST(a_table_fits_the_width_and_its_last_column_is_never_cut);
    CPPUNIT_TEST(however_much_there_is_a_width_is_kept);
    CPPUNIT_TEST(usual_columns_are_shown_and_the_rest_is_told_of);
    CPPUNIT_TEST(without_a_width_nothing_is_cut);
    CPPUNIT_TEST(one_row_that_does_not_fit_has_a_line_for_each_column);
    CPPUNIT_TEST(one_row_that_fits_is_a_table);
    CPPUNIT_TEST(no_rows_are_told);
    CPPUNIT_TEST_SUITE_END();

    const std::vector<std::string> columns_{"delivery", "alert_key", "rule", "reason"};
    const std::string key_ = "/subscriptions/" + std::string(130, 'k');
    const std::string reason_ =
        "the desk \"itop1\" refused it: Error: org_id: No item found with the name Demo, so that the incident cannot "
        "be "
        "opened before the organization is there";
    const std::vector<Cells> rows_{{"17", key_,
                                    "CPU above 90 percent for a very long time indeed, on all machines of "
                                    "the shop and of the office",
                                    reason_},
                                   {"18", key_, "Disk", "short"}};

    std::string table(const TableLook& look) { return render(Format::table, columns_, rows_, look).body; }
    static std::size_t widest(const std::string& text) {
        std::istringstream lines(text);
        std::size_t max = 0;
        for (std::string line; std::getline(lines, line);) {
            const auto characters = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
            max = std::max(max, static_cast<std::size_t>(characters));
        }
        return max;
    }
    // The text without what the layout adds.
    static std::string squeezed(const std::string& text) {
        std::string all;
        for (const char c : text)
            if (c != ' ' && c != '\n') all += c;
        return all;
    }

public:
    void a_table_fits_the_width_and_its_last_column_is_never_cut() {
        const TableLook look{"delivery,rule,reason", 80, false};
        const std::string shown = table(look);
        CPPUNIT_ASSERT_MESSAGE(shown, widest(shown) <= 80);
        for (const char* word : {"refused", "organization", "before"})
            CPPUNIT_ASSERT_MESSAGE(shown, shown.find(word) != shown.npos);
        CPPUNIT_ASSERT_MESSAGE(shown, shown.find("…") != shown.npos);  // the rule gave way
    }

    void however_much_there_is_a_width_is_kept() {
        for (const std::size_t width : {40u, 60u, 80u, 120u, 200u}) {
            const std::string shown = table({"delivery,rule,reason", width, false});
            CPPUNIT_ASSERT_MESSAGE(shown, widest(shown) <= width);
            const std::string long_word =
                render(Format::table, {"a", "b"}, {{key_, key_}, {key_, key_}}, {"", width, false}).body;
            CPPUNIT_ASSERT_MESSAGE(long_word, widest(long_word) <= width);
        }
    }

    void usual_columns_are_shown_and_the_rest_is_told_of() {
        const std::string shown = table({"reason,delivery", 80, false});
        CPPUNIT_ASSERT(shown.find("alert_key") == shown.npos);
        CPPUNIT_ASSERT_MESSAGE(shown, shown.find("(2 more columns: --wide)") != shown.npos);
        CPPUNIT_ASSERT(shown.find("reason") < shown.find("delivery"));
    }

    void without_a_width_nothing_is_cut() {
        for (const TableLook& look : {TableLook{"delivery,rule,alert_key,reason", std::nullopt, false},
                                      TableLook{"delivery,reason", 80, true}}) {
            const std::string shown = table(look);
            CPPUNIT_ASSERT_MESSAGE(shown, shown.find(key_) != shown.npos && shown.find(reason_) != shown.npos);
            CPPUNIT_ASSERT_MESSAGE(shown, shown.find("…") == shown.npos && shown.find("--wide") == shown.npos);
        }
    }

    void one_row_that_does_not_fit_has_a_line_for_each_column() {
        const std::string shown = render(Format::table, columns_, {rows_[0]}, {"delivery,reason", 80, false}).body;
        CPPUNIT_ASSERT_MESSAGE(shown, shown.starts_with("delivery   17\n"));
        CPPUNIT_ASSERT_MESSAGE(shown, widest(shown) <= 80);
        CPPUNIT_ASSERT_MESSAGE(shown, squeezed(shown).find(squeezed(key_)) != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(shown, squeezed(shown).find(squeezed(reason_)) != std::string::npos);
    }

    void one_row_that_fits_is_a_table() {
        CPPUNIT_ASSERT_EQUAL(std::string("n\n-\n5\n"), render(Format::table, {"n"}, {{"5"}}, {"", 80, false}).body);
    }

    void no_rows_are_told() {
        const std::string shown = render(Format::table, columns_, {}, {"delivery,reason", 80, false}).body;
        CPPUNIT_ASSERT_EQUAL(std::string("delivery  reason\n--------  ------\n(no rows)\n"), shown);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RenderTest);

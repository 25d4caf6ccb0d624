#include "adapters/desks/local/csv.h"

#include "support.h"

namespace secure_export::desks {
namespace {

std::string shown(const CsvFile& file) {
    std::string text;
    for (const CsvRow& row : file.rows) {
        text += std::to_string(row.line) + ":";
        for (const std::string& field : row.fields) text += "[" + field + "]";
        text += " ";
    }
    for (const CsvProblem& problem : file.problems) {
        text += "!" + std::to_string(problem.line) + "," + std::to_string(problem.column);
    }
    return text;
}

void reads(const std::string& csv, const std::string& expected) {
    CPPUNIT_ASSERT_EQUAL_MESSAGE(csv, expected, shown(read_csv(csv)));
}

}  // namespace

class CsvTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CsvTest);
    CPPUNIT_TEST(rows_end_in_any_of_the_three_line_ends_or_the_end_of_the_file);
    CPPUNIT_TEST(quoted_fields_hold_separators_quotes_and_line_ends);
    CPPUNIT_TEST(the_header_line_tells_the_separator);
    CPPUNIT_TEST(a_byte_order_mark_is_no_part_of_the_first_field);
    CPPUNIT_TEST(empty_rows_are_left_out_and_counted_as_lines);
    CPPUNIT_TEST(wrong_quotes_are_named_with_line_and_column);
    CPPUNIT_TEST(only_utf_8_is_read);
    CPPUNIT_TEST(sizes_are_bounded);
    CPPUNIT_TEST_SUITE_END();

public:
    void rows_end_in_any_of_the_three_line_ends_or_the_end_of_the_file() {
        reads("a,b\r\nc,d\r\n", "1:[a][b] 2:[c][d] ");
        reads("a,b\nc,d", "1:[a][b] 2:[c][d] ");
        reads("a,b\rc,d\r", "1:[a][b] 2:[c][d] ");
        reads("a,\n,d\n", "1:[a][] 2:[][d] ");
        reads("", "");
    }

    void quoted_fields_hold_separators_quotes_and_line_ends() {
        reads("\"a,b\",\"say \"\"hi\"\"\"\nc,\"\"\n", "1:[a,b][say \"hi\"] 2:[c][] ");
        reads("\"two\r\nlines\",b\nc,d\n", "1:[two\r\nlines][b] 3:[c][d] ");
        reads("\"two\rlines\",b\nc,d\n", "1:[two\rlines][b] 3:[c][d] ");
        reads("a,\"last\"", "1:[a][last] ");
    }

    void the_header_line_tells_the_separator() {
        reads("a;b\nc,1;d\n", "1:[a][b] 2:[c,1][d] ");
        reads("a,b\nc;1,d\n", "1:[a][b] 2:[c;1][d] ");
        reads("\"x;y;z\",b\nc,d\n", "1:[x;y;z][b] 2:[c][d] ");
        reads("name\nc\n", "1:[name] 2:[c] ");
    }

    void a_byte_order_mark_is_no_part_of_the_first_field() {
        reads(
            "\xEF\xBB\xBF"
            "a,b\n",
            "1:[a][b] ");
    }

    void empty_rows_are_left_out_and_counted_as_lines() { reads("a,b\n\n,\n\nc,d\n", "1:[a][b] 5:[c][d] "); }

    void wrong_quotes_are_named_with_line_and_column() {
        reads("a,b\nc,d\"e\n", "1:[a][b] !2,2");
        reads("a,b\nc,\"d\"\"e\"\n", "1:[a][b] 2:[c][d\"e] ");
        reads("a,b\nc,\"d\"e\n", "1:[a][b] !2,2");
        reads("a,b\nc,d\n\"e,f\n\n\n", "1:[a][b] 2:[c][d] !3,1");
    }

    void only_utf_8_is_read() {
        reads(
            "a,b\nc,Gr\xC3\xB6\xC3\x9F"
            "e\n",
            "1:[a][b] 2:[c][Gr\xC3\xB6\xC3\x9F"
            "e] ");
        reads(
            "a,b\nc,Gr\xF6\xDF"
            "e\n",
            "1:[a][b] !2,2");
        reads("a,b\nc,\"\xE9\"\n", "1:[a][b] !2,2");
        for (const char* malformed : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\xAF",
                                      "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82", "\xC3"}) {
            reads(std::string("a\n") + malformed, "1:[a] !2,1");
        }
        for (const char* good : {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
            reads(std::string("a\n") + good, std::string("1:[a] 2:[") + good + "] ");
        }
        reads(std::string("a\nb\0c\n", 6), "1:[a] !2,1");
        reads(
            "\xFF\xFE"
            "a",
            "!1,1");
    }

    void sizes_are_bounded() {
        const std::string longest(max_csv_field_bytes, 'x');
        CPPUNIT_ASSERT(read_csv("a\n" + longest).problems.empty());
        CPPUNIT_ASSERT(!read_csv("a\n" + longest + "x").problems.empty());
        const std::string widest(max_csv_fields - 1, ',');
        CPPUNIT_ASSERT(read_csv(widest + "a").problems.empty());
        CPPUNIT_ASSERT(!read_csv(widest + ",a").problems.empty());
        std::string rows;
        for (std::size_t row = 0; row < max_csv_rows; ++row) rows += "a\n";
        CPPUNIT_ASSERT(read_csv(rows).problems.empty());
        CPPUNIT_ASSERT(!read_csv(rows + "a\n").problems.empty());
        std::string file;
        while (file.size() < max_csv_bytes) file += std::string((32 << 10) - 1, 'x') + "\n";
        CPPUNIT_ASSERT_EQUAL(max_csv_bytes, file.size());
        CPPUNIT_ASSERT(read_csv(file).problems.empty());
        CPPUNIT_ASSERT(!read_csv(file + "\n").problems.empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CsvTest);

}  // namespace secure_export::desks

#include "support.h"

namespace secure_export::desks {

class CiImportTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CiImportTest);
    CPPUNIT_TEST(columns_come_in_any_order_and_spelling);
    CPPUNIT_TEST(importing_the_same_file_again_changes_nothing);
    CPPUNIT_TEST(a_row_replaces_by_external_id_then_resource_id_then_name_and_class);
    CPPUNIT_TEST(another_external_or_resource_id_is_another_ci);
    CPPUNIT_TEST(an_empty_field_empties_and_a_missing_column_leaves);
    CPPUNIT_TEST(one_bad_row_and_nothing_is_imported);
    CPPUNIT_TEST(each_problem_is_named_with_its_place);
    CPPUNIT_TEST(rows_that_mean_the_same_ci_or_several_are_problems);
    CPPUNIT_TEST(the_first_twenty_problems_are_told);
    CPPUNIT_TEST(a_spreadsheet_file_with_semicolons_is_imported);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    HandMovedClock clock_;
    LocalDesk desk_{directory_.path / "desk.sqlite", clock_};
    Client client_{directory_.path / "desk.sqlite"};

    void imports(const std::string& csv, int added, int changed, int unchanged) {
        const ItemImport import = value(desk_.import_cis(csv));
        if (!import.problems.empty()) CPPUNIT_FAIL(csv + import.problems.front().what);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(csv, added, import.added);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(csv, changed, import.changed);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(csv, unchanged, import.unchanged);
    }
    void stumbles(const std::string& csv, int line, int column, const std::string& part) {
        const ItemImport import = value(desk_.import_cis(csv));
        CPPUNIT_ASSERT_MESSAGE("no problem with: " + csv, !import.problems.empty());
        const ItemImport::Problem& problem = import.problems.front();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(csv, line, problem.line);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(csv, column, problem.column);
        CPPUNIT_ASSERT_MESSAGE(problem.what, problem.what.find(part) != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, import.added + import.changed + import.unchanged);
    }
    std::vector<std::string> cis() {
        return client_.rows("SELECT name, class, resource_id, external_id FROM desk_ci ORDER BY id");
    }

public:
    void columns_come_in_any_order_and_spelling() {
        imports("External ID, NAME ,class,Resource-ID\nX1, web-1 ,Server,/Subscriptions/S1/resourceGroups/Shop/\n", 1,
                0, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("web-1|Server|/subscriptions/s1/resourcegroups/shop|X1"), cis().front());
        const auto found = value(desk_.find_ci({CiQuery::By::resource_id, "/SUBSCRIPTIONS/s1/resourcegroups/SHOP/"}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
        imports("name\nweb-2\n", 1, 0, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("web-2|||"), cis().back());
    }

    void importing_the_same_file_again_changes_nothing() {
        const std::string csv =
            "name,resource_id,class,external_id\nweb-1,/subscriptions/s/a,Server,X1\n"
            "web-1,/subscriptions/s/b,Server,\nweb-1,,Disk,\nweb-1,,,X2\n";
        imports(csv, 4, 0, 0);
        const auto before = cis();
        imports(csv, 0, 0, 4);
        CPPUNIT_ASSERT(before == cis());
    }

    void a_row_replaces_by_external_id_then_resource_id_then_name_and_class() {
        const std::string header = "name,resource_id,class,external_id\n";
        imports(header + "web-1,/subscriptions/s/a,Server,X1\n", 1, 0, 0);
        imports(header + "renamed,/subscriptions/s/b,Host,X1\n", 0, 1, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("renamed|Host|/subscriptions/s/b|X1"), cis().front());
        imports(header + "again,/subscriptions/s/B/,Host,\n", 0, 1, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("again|Host|/subscriptions/s/b|"), cis().front());
        imports(header + "AGAIN,,host,X3\n", 0, 1, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("AGAIN|host||X3"), cis().front());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cis().size());
    }

    void another_external_or_resource_id_is_another_ci() {
        const std::string header = "name,resource_id,class,external_id\n";
        imports(header + "web-1,/subscriptions/s/a,Server,X1\n", 1, 0, 0);
        imports(header + "web-1,/subscriptions/s/a,Server,X2\n", 1, 0, 0);
        imports(header + "web-1,/subscriptions/s/b,Server,\n", 1, 0, 0);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, cis().size());
    }

    void an_empty_field_empties_and_a_missing_column_leaves() {
        imports("name,class,external_id\nweb-1,Server,X1\n", 1, 0, 0);
        imports("name,external_id\nweb-one,X1\n", 0, 1, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("web-one|Server||X1"), cis().front());
        imports("name\nWEB-ONE\n", 0, 1, 0);  // by name alone: the file says nothing of classes
        CPPUNIT_ASSERT_EQUAL(std::string("WEB-ONE|Server||X1"), cis().front());
        imports("name,class,external_id\nweb-one,,X1\n", 0, 1, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("web-one|||X1"), cis().front());
    }

    void one_bad_row_and_nothing_is_imported() {
        imports("name\nweb-0\n", 1, 0, 0);
        stumbles("name,class\nweb-0,Server\nweb-1,Server\n,Server\n", 4, 1, "name is empty");
        // Only the database can tell that the last row is one too many: the rows before it are taken back.
        stumbles("name,class\nweb-1,Server\nweb-2,Server\nWEB-1,Server\n", 4, 1, "line 2");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cis().size());
        CPPUNIT_ASSERT_EQUAL(std::string("web-0|||"), cis().front());
    }

    void each_problem_is_named_with_its_place() {
        stumbles("", 1, 1, "empty");
        stumbles("class,external_id\nServer,X1\n", 1, 1, "name is missing");
        stumbles("name,owner\nweb-1,me\n", 1, 2, "\"owner\"");
        stumbles("name,class,Name\nweb-1,Server,web-1\n", 1, 3, "twice");
        stumbles("name,class\nweb-1\n", 2, 1, "1 fields where the first line has 2");
        stumbles("name,class\nweb-1,Server,x\n", 2, 3, "3 fields");
        stumbles("name,resource_id\nweb-1,web-1.shop\n", 2, 2, "not a resource id");
        stumbles("name\n\"two\nlines\"\n", 2, 1, "line break");
        stumbles("class,name\nServer," + std::string(256, 'x') + "\n", 2, 2, "longer than 255");
        imports("class,name\nServer," + std::string(255, 'x') + "\n", 1, 0, 0);
        stumbles("name\nweb\"1\n", 2, 1, "quote");
    }

    void rows_that_mean_the_same_ci_or_several_are_problems() {
        const std::string header = "name,resource_id,class,external_id\n";
        stumbles(header + "a,/subscriptions/s/a,,\nb,/subscriptions/s/A/,,\n", 3, 2, "line 2");
        imports(header + "a,/subscriptions/s/a,,X1\nb,/subscriptions/s/A/,,X2\n", 2, 0, 0);
        stumbles(header + "c,/subscriptions/s/a,,\n", 2, 2, "several");
        imports(header + "c,/subscriptions/s/a,,X2\n", 0, 1, 0);
        imports(header + "d,/subscriptions/s/d1,Server,\nd,/subscriptions/s/d2,Server,\n", 2, 0, 0);
        stumbles(header + "d,,Server,\n", 2, 2, "several");
        imports(header + "d,,Disk,\n", 1, 0, 0);
    }

    void the_first_twenty_problems_are_told() {
        std::string csv = "name,class\n";
        for (int row = 0; row < 30; ++row) csv += ",Server\n";
        CPPUNIT_ASSERT_EQUAL(std::size_t{20}, value(desk_.import_cis(csv)).problems.size());
    }

    void a_spreadsheet_file_with_semicolons_is_imported() {
        imports("\xEF\xBB\xBFname;resource_id;class\r\n\"Kasse; Nord\";/subscriptions/s/k;Server\r\n;;\r\n", 1, 0, 0);
        CPPUNIT_ASSERT_EQUAL(std::string("Kasse; Nord|Server|/subscriptions/s/k|"), cis().front());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CiImportTest);

}  // namespace secure_export::desks

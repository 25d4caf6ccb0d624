// What iTop's answers say about its database: which trouble passes, and what of a message may be told.
#include "adapters/desks/itop/database_errors.h"

#include "tests/contract/itop_contract_fixture.h"

namespace secure_export::contract {

using desks::itop::database_trouble;
using desks::itop::without_statements;

class ItopDatabase : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ItopDatabase);
    CPPUNIT_TEST(a_code_that_is_not_itop_s_own_is_the_database_s);
    CPPUNIT_TEST(what_the_values_are_to_blame_for_lasts);
    CPPUNIT_TEST(under_100_a_number_or_word_that_passes_counts);
    CPPUNIT_TEST(what_an_alert_says_in_a_statement_means_nothing);
    CPPUNIT_TEST(what_itop_refuses_is_no_trouble_of_the_database);
    CPPUNIT_TEST(statements_are_not_told);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_code_that_is_not_itop_s_own_is_the_database_s() {
        for (const int code :
             {1040, 1047, 1053, 1205, 1213, 1290, 1317, 1927, 2002, 2003, 2006, 2013, 1114, 9999, 14, 101})
            CPPUNIT_ASSERT_MESSAGE(std::to_string(code), lasts(code, "Error: something") == false);
        for (const int code : {0, 1, 2, 3, 4, 10, 11, 12, 13, 100})
            CPPUNIT_ASSERT_MESSAGE(std::to_string(code), !database_trouble(code, "Error: something"));
    }

    void what_the_values_are_to_blame_for_lasts() {
        for (const int code : {1048, 1062, 1264, 1292, 1366, 1406, 1452}) {
            CPPUNIT_ASSERT(lasts(code, failed("INSERT INTO `ticket` (`title`) VALUES ('x')", code, "Data too long")));
            CPPUNIT_ASSERT(lasts(100, failed("INSERT INTO `ticket` (`title`) VALUES ('x')", code, "Data too long")));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("1406 Data too long for column 'title' at row 1"),
                             cause(1406, failed("UPDATE `ticket` SET `title` = 'x'", 1406,
                                                "Data too long for column 'title' at row 1")));
    }

    void under_100_a_number_or_word_that_passes_counts() {
        const std::string insert = "INSERT INTO `ticket` (`title`) VALUES ('x')";
        for (const std::string& message :
             {failed(insert, 1213, "Deadlock found when trying to get lock; try restarting transaction"),
              failed(insert, 1205, "Lock wait timeout exceeded; try restarting transaction"),
              "Error: MySQL server has gone away: query = " + insert + " (mysql errno: 2006)",
              std::string("Error: Could not connect to the DB server: host = db, user = itop, mysql_errno = 2002, "
                          "mysql_error = Connection refused"),
              "Error: Failed to issue SQL query: query = " + insert +
                  ", 0 = mysqli_sql_exception: Deadlock found when trying to get lock; try restarting transaction in "
                  "/var/www/itop/core/cmdbsource.class.inc.php:608\nStack trace:\n#0 mysqli->query('INSERT INTO...'), "
                  "mysql_errno = 0, mysql_error = ",
              std::string("Error: Deadlock found when trying to get lock; try restarting transaction")})
            CPPUNIT_ASSERT_MESSAGE(message, lasts(100, message) == false);
    }

    void what_an_alert_says_in_a_statement_means_nothing() {
        const std::string loud =
            "INSERT INTO `ticket` (`title`) VALUES ('mysql_errno = 2006, mysql_error = MySQL server has "
            "gone away, mysqli_sql_exception: Deadlock found')";
        CPPUNIT_ASSERT(lasts(100, failed(loud, 1406, "Data too long")) == true);
        CPPUNIT_ASSERT_EQUAL(std::string("1406 Data too long"), cause(100, failed(loud, 1406, "Data too long")));
        CPPUNIT_ASSERT(lasts(100, failed(loud, 2013, "Lost connection to server during query")) == false);
    }

    void what_itop_refuses_is_no_trouble_of_the_database() {
        for (const char* message : {"Error: org_id: No item found with criteria: {\"name\":\"Deadlock found\"}",
                                    "Error: origin: Unexpected value for attribute 'origin': too many connections",
                                    "Error: Missing mandatory attribute(s) for creating 'Incident': title",
                                    "Error: OQL: Unknown attribute 'mysql_errno'",
                                    "Error: No item found for query: SELECT Incident WHERE id = 0"})
            CPPUNIT_ASSERT_MESSAGE(message, !database_trouble(100, message));
    }

    void statements_are_not_told() {
        for (const char* statement : {"INSERT INTO `ticket` (`title`) VALUES ('cpu-high')",
                                      "UPDATE `ticket` SET `title` = 'cpu-high' WHERE `id`=1",
                                      "SELECT\n DISTINCT `Incident`.`id` FROM `ticket` WHERE `title` = 'cpu-high'",
                                      "DELETE FROM `ticket` WHERE `title` = 'cpu-high'"})
            for (const std::string& message :
                 {failed(statement, 1054, "Unknown column 'x' in 'field list'"),
                  "Error: Failed to issue SQL query (" + std::string(statement) + ") (mysql errno: 1054)",
                  failed(statement, 1064,
                         "You have an error in your SQL syntax; check the manual near 'cpu-high' at line 1")}) {
                CPPUNIT_ASSERT_MESSAGE(without_statements(message), !holds(without_statements(message), "`ticket`"));
                CPPUNIT_ASSERT(!holds(cause(1054, message), "cpu-high") && !holds(cause(100, message), "cpu-high"));
                CPPUNIT_ASSERT(holds(cause(1054, message), "1054"));
            }
        const std::string plain = "Error: origin: Unexpected value for attribute 'origin': fax";
        CPPUNIT_ASSERT_EQUAL(plain, without_statements(plain));
    }

private:
    static std::string failed(const std::string& statement, int number, const std::string& words) {
        return "Error: Failed to issue SQL query: query = " + statement + ", mysql_errno = " + std::to_string(number) +
               ", mysql_error = " + words;
    }
    static std::optional<bool> lasts(int code, const std::string& message) {
        const auto trouble = database_trouble(code, message);
        return trouble ? std::optional(trouble->lasting) : std::nullopt;
    }
    static std::string cause(int code, const std::string& message) {
        const auto trouble = database_trouble(code, message);
        CPPUNIT_ASSERT_MESSAGE(message, trouble.has_value());
        return trouble->cause;
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ItopDatabase);

}  // namespace secure_export::contract

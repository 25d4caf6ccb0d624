#include "db/engine/in_transaction.h"
#include "support.h"

namespace secure_export::db {
namespace {

// Another engine: it keeps nothing, gives one row for every statement and tells what was asked of it.
struct Told {
    std::vector<std::string> all;
    bool commit_fails = false;
};

class OtherStatement : public StatementPort {
public:
    explicit OtherStatement(Told& told) : told_(told) {}
    void bind(int place, std::int64_t value) override { bound(place, std::to_string(value)); }
    void bind(int place, std::string_view text) override { bound(place, "'" + std::string(text) + "'"); }
    void bind_null(int place) override { bound(place, "NULL"); }
    bool step() override { return !std::exchange(given_, true); }
    int columns() const override { return 3; }
    std::string_view column_name(int) const override { return "n"; }
    bool is_null(int column) const override { return column == 2; }
    bool is_integer(int column) const override { return column == 0; }
    std::int64_t integer(int column) const override { return column == 0 ? 1500 : 0; }
    std::string_view text(int column) const override { return column == 1 ? "text" : ""; }

private:
    void bound(int place, const std::string& value) { told_.all.push_back("$" + std::to_string(place) + " " + value); }
    Told& told_;
    bool given_ = false;
};

class OtherTransaction : public TransactionPort {
public:
    OtherTransaction(Told& told, bool writes) : told_(told), writes_(writes) {}
    ~OtherTransaction() override {
        if (!over_) roll_back();
    }
    std::unique_ptr<StatementPort> prepare(std::string_view) override {
        return std::make_unique<OtherStatement>(told_);
    }
    std::unique_ptr<StatementPort> prepare_once(std::string_view sql) override { return prepare(sql); }
    Outcome commit() override {
        if (told_.commit_fails) return Error{Fault::unavailable, "the disk is full", ""};
        told_.all.emplace_back("commit");
        over_ = true;
        return {};
    }
    void roll_back() noexcept override {
        told_.all.emplace_back("roll back");
        over_ = true;
    }
    bool is_over() const override { return over_; }
    int changes() const override { return 1; }
    bool may_write() const override { return writes_; }

private:
    Told& told_;
    const bool writes_;
    bool over_ = false;
};

class OtherEngine : public Engine {
public:
    explicit OtherEngine(Told& told) : told_(told) {}
    Result<std::unique_ptr<TransactionPort>> begin(bool to_write) override {
        told_.all.emplace_back(to_write ? "write" : "read");
        return std::unique_ptr<TransactionPort>(std::make_unique<OtherTransaction>(told_, to_write));
    }
    Outcome read_rows(const Question&, const RowSink&) override { return {}; }
    Outcome checkpoint() override { return {}; }

private:
    Told& told_;
};

class PortTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PortTest);
    CPPUNIT_TEST(what_ends_well_is_committed_and_what_does_not_is_rolled_back);
    CPPUNIT_TEST(what_an_engine_throws_comes_out_as_an_error);
    CPPUNIT_TEST(work_that_rolled_back_itself_is_not_committed_and_may_end_well);
    CPPUNIT_TEST(a_commit_that_fails_is_the_works_error);
    CPPUNIT_TEST(reading_commits_nothing);
    CPPUNIT_TEST(values_are_bound_and_read_by_their_types_from_the_left_to_the_right);
    CPPUNIT_TEST_SUITE_END();

    Told told_;
    Database database_{std::make_unique<OtherEngine>(told_), "other"};
    using Lines = std::vector<std::string>;

    void was_told(const Lines& lines) { CPPUNIT_ASSERT(lines == told_.all); }

public:
    void what_ends_well_is_committed_and_what_does_not_is_rolled_back() {
        CPPUNIT_ASSERT_EQUAL(7, need(in_transaction(database_, [](Transaction&) -> Result<int> { return 7; })));
        was_told({"write", "commit"});
        told_.all.clear();
        const auto refused = in_transaction(database_, [](Transaction&) -> Result<int> {
            return Error{Fault::invalid, "no such item", ""};
        });
        CPPUNIT_ASSERT(!refused && refused.error().message == "no such item");
        was_told({"write", "roll back"});
    }

    void what_an_engine_throws_comes_out_as_an_error() {
        const auto full = in_transaction(
            database_, [](Transaction&) -> Outcome { throw StorageError("SQLite 13: database or disk is full"); });
        CPPUNIT_ASSERT(!full && full.error().fault == Fault::unavailable);
        CPPUNIT_ASSERT(full.error().message.find("SQLite") == std::string::npos);
        CPPUNIT_ASSERT(full.error().for_log().find("disk is full") != std::string::npos);
        const auto twice =
            in_transaction(database_, [](Transaction&) -> Outcome { throw ConstraintError("UNIQUE item.id"); });
        CPPUNIT_ASSERT(!twice && twice.error().fault == Fault::refused);
        const auto unread =
            in_reading(database_, [](Transaction&) -> Outcome { throw StorageError("SQLite 10: disk I/O error"); });
        CPPUNIT_ASSERT(!unread && unread.error().fault == Fault::unavailable);
        was_told({"write", "roll back", "write", "roll back", "read", "roll back"});
    }

    void work_that_rolled_back_itself_is_not_committed_and_may_end_well() {
        need(in_transaction(database_, [](Transaction& tx) -> Outcome {
            tx.roll_back();
            return {};
        }));
        was_told({"write", "roll back"});
    }

    void a_commit_that_fails_is_the_works_error() {
        told_.commit_fails = true;
        const auto lost = in_transaction(database_, [](Transaction&) -> Outcome { return {}; });
        CPPUNIT_ASSERT(!lost && lost.error().message == "the disk is full");
        was_told({"write", "roll back"});
    }

    void reading_commits_nothing() {
        need(in_reading(database_, [](Transaction& tx) -> Outcome {
            CPPUNIT_ASSERT(!tx.may_write());
            return {};
        }));
        was_told({"read", "roll back"});
    }

    void values_are_bound_and_read_by_their_types_from_the_left_to_the_right() {
        need(in_reading(database_, [&](Transaction& tx) -> Outcome {
            Statement row = tx.prepare("SELECT ...");
            const bool there = row.step_with(Time(Milliseconds(5)), Tick(Milliseconds(6)), Milliseconds(7), true, 8,
                                             "nine", std::optional<Tick>(), std::optional(Tick(Milliseconds(10))));
            CPPUNIT_ASSERT(there);
            Time time;
            std::string text;
            std::optional<Tick> none = Tick(Milliseconds(1));
            row.into(time, text, none);
            CPPUNIT_ASSERT(time == Time(Milliseconds(1500)) && text == "text" && !none);
            CPPUNIT_ASSERT(row.tick(0) == Tick(Milliseconds(1500)));
            CPPUNIT_ASSERT(row.value(0) == Value(std::int64_t{1500}) && row.value(1) == Value(std::string("text")));
            CPPUNIT_ASSERT(row.value(2) == Value(nullptr));
            return {};
        }));
        was_told({"read", "$1 5", "$2 6", "$3 7", "$4 1", "$5 8", "$6 'nine'", "$7 NULL", "$8 10", "roll back"});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PortTest);

}  // namespace
}  // namespace secure_export::db

#include "adapters/desks/desks.h"

#include "adapters/desks/host/desk.h"
#include "support.h"

namespace secure_export::desks {
namespace {

class SilentHost : public DeskCall {
public:
    Result<std::string> call(std::string_view, std::string_view) const override { return std::string("{}"); }
};

DeskSettings of_kind(const std::string& kind) { return {"first", kind, {}, {}, {}, {}, {}}; }

}  // namespace

class MakeDeskTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MakeDeskTest);
    CPPUNIT_TEST(the_local_desk_keeps_its_file_in_the_data_directory);
    CPPUNIT_TEST(a_host_that_is_no_desk_cannot_be_one);
    CPPUNIT_TEST(an_unknown_kind_is_named_with_where_to_find_those_that_exist);
    CPPUNIT_TEST(every_kind_in_the_table_can_be_had);
    CPPUNIT_TEST_SUITE_END();

    TemporaryDirectory directory_;
    HandMovedClock clock_;
    SilentHost host_;

public:
    void the_local_desk_keeps_its_file_in_the_data_directory() {
        const auto desk = value(make_desk(of_kind("local"), {directory_.path, &clock_, nullptr, nullptr}));
        CPPUNIT_ASSERT(!std::filesystem::exists(directory_.path / "desk.sqlite"));  // nothing before the first call
        value(desk->open(incident("a")));
        CPPUNIT_ASSERT(std::filesystem::exists(directory_.path / "desk.sqlite"));
    }

    void a_host_that_is_no_desk_cannot_be_one() {
        const auto none = make_desk(of_kind("host"), {directory_.path, &clock_, nullptr, nullptr});
        CPPUNIT_ASSERT(!none && none.error().fault == Fault::invalid);
        CPPUNIT_ASSERT(none.error().message.find("\"first\"") != std::string::npos);
        const auto desk = value(make_desk(of_kind("host"), {directory_.path, &clock_, nullptr, &host_}));
        CPPUNIT_ASSERT(dynamic_cast<HostDesk*>(desk.get()));
    }

    void every_kind_in_the_table_can_be_had() {
        for (const DeskKind& kind : kinds()) {
            DeskSettings settings = default_desk("first", kind);
            if (kind.remote()) settings.options["url"] = std::string("https://desk.example");
            const auto desk = value(make_desk(settings, {directory_.path, &clock_, nullptr, &host_, nullptr}));
            // The register alone takes configuration items as a file.
            CPPUNIT_ASSERT_EQUAL_MESSAGE(kind.name, kind.reach == DeskReach::local, desk->importer() != nullptr);
        }
    }

    void an_unknown_kind_is_named_with_where_to_find_those_that_exist() {
        for (const char* kind : {"jira", "", "Local"}) {
            const auto none = make_desk(of_kind(kind), {directory_.path, &clock_, nullptr, &host_});
            CPPUNIT_ASSERT(!none && none.error().fault == Fault::invalid);
            for (const std::string& part : {std::string("\"first\""), "\"" + std::string(kind) + "\"",
                                            std::string("`secure-export desk kinds`")}) {
                CPPUNIT_ASSERT_MESSAGE(none.error().message, none.error().message.find(part) != std::string::npos);
            }
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MakeDeskTest);

}  // namespace secure_export::desks

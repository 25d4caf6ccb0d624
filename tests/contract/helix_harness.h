#pragma once
// The Helix desk against tests/desks/helix.py, set up as an operator would.

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "adapters/desks/helix/desk.h"
#include "adapters/desks/helix/kind.h"
#include "tests/contract/remote_harness.h"

namespace secure_export::contract {

// Returns the value; an Error fails the test, which then prints it.
template <class T>
T value_of(Result<T> result) {
    if (!result) CPPUNIT_FAIL("unexpected error: " + result.error().message + " " + result.error().detail);
    return std::move(*result);
}

// Returns the Error's message; a successful result fails the test.
template <class T>
Error error_of(const Result<T>& result) {
    if (result) CPPUNIT_FAIL("an error was expected");
    return result.error();
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class HelixHarness : public RemoteHarness {
public:
    HelixHarness() : RemoteHarness("helix.py", usual_settings(), {{"password", "s#cret & more"}}, desks::helix::make) {}
    std::string fitted(const std::string& title) const override { return cut_to_characters(title, 100); }
    bool knows_hosts() const override { return true; }

    // Changes a setting of the stand-in.
    void set(const char* name, const Json::Value& value) {
        Json::Value more(Json::objectValue);
        more[name] = value;
        order("set", more);
    }
    // Edits a record as people do.
    void change(const std::string& id, const char* field, const Json::Value& value) {
        Json::Value more(Json::objectValue);
        more["id"] = id;
        more["fields"][field] = value;
        order("change", more);
    }
    // An incident as stored by the desk, with the field names of HPD:IncidentInterface.
    Json::Value fields_of(const std::string& id) {
        Json::Value more(Json::objectValue);
        more["id"] = id;
        return order("held", more)["fields"];
    }
    // All that stands in its work log, also what the plugin says of its own accord.
    Json::Value work_log_of(const std::string& id) {
        Json::Value more(Json::objectValue);
        more["id"] = id;
        return order("held", more)["work_logs"];
    }
    std::size_t calls_of(const std::string& call) const {
        const auto all = calls();
        return static_cast<std::size_t>(std::count(all.begin(), all.end(), call));
    }

private:
    static DeskSettings usual_settings() {
        DeskSettings desk = default_desk("helix1", desks::helix::kind());
        desk.options["user"] = "azalerts";
        desk.options["resolver"] = "Allen Allbrook";
        desk.options["resolver_login"] = "Allen";
        desk.options["fields"] = FieldMap{{"Assigned Support Company", "Calbro Services"},
                                          {"Assigned Support Organization", "IT Support"},
                                          {"Assigned Group", "Cloud Operations"}};
        return desk;
    }
};

// Base of the tests that only this desk has.
class HelixTest : public CppUnit::TestFixture {
public:
    void setUp() override { harness_ = std::make_unique<HelixHarness>(); }
    void tearDown() override {
        const auto complaints = harness_->complaints();
        harness_.reset();
        if (!complaints.empty()) CPPUNIT_FAIL("the other side complains: " + complaints.front());
    }

protected:
    Desk& desk() { return harness_->desk(); }

    std::unique_ptr<HelixHarness> harness_;
};

}  // namespace secure_export::contract

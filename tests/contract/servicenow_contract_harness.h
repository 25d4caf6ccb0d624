#pragma once
// The ServiceNow desk over tests/desks/servicenow.py.

#include <cppunit/extensions/HelperMacros.h>

#include <initializer_list>

#include "adapters/desks/servicenow/desk.h"
#include "adapters/desks/servicenow/kind.h"
#include "json/json.h"
#include "tests/contract/remote_harness.h"

namespace secure_export::contract {

inline DeskSettings servicenow_settings() {
    DeskSettings settings = default_desk("snow", desks::servicenow::kind());
    settings.options["client_id"] = std::string("c0ffee");
    settings.options["user"] = std::string("azalerts");
    return settings;
}

class ServiceNowHarness : public RemoteHarness {
public:
    ServiceNowHarness()
        : RemoteHarness("servicenow.py", servicenow_settings(),
                        {{"client_secret", "s3cret&=+ %"},
                         {"password", "p\xC3\xA4ssword:1&=+%"},
                         {"refresh_token", "refresh-1"},
                         {"api_key", "now_key"}},
                        desks::servicenow::make) {}
    std::string fitted(const std::string& title) const override { return cut_to_characters(title, 160); }
    bool knows_hosts() const override { return true; }
};

// Base of the tests that only this desk has.
class ServiceNowTest : public CppUnit::TestFixture {
public:
    void setUp() override { harness_ = std::make_unique<ServiceNowHarness>(); }
    void tearDown() override {
        const auto complaints = harness_->complaints();
        if (!complaints.empty()) CPPUNIT_FAIL("the other side complains: " + complaints.front());
    }

protected:
    static inline const std::string key = "azm-0123456789abcdef0123456789abcdef";

    static NewIncident incident(const std::string& its_key = key) {
        return {its_key, "Sev1: CPU", "Rule: cpu-high", 2, 1, std::nullopt};
    }

    template <class T>
    static T value(Result<T> result) {
        if (!result) CPPUNIT_FAIL("unexpected error: " + result.error().message);
        return std::move(*result);
    }
    static void done(const Outcome& outcome) {
        if (!outcome) CPPUNIT_FAIL("unexpected error: " + outcome.error().message);
    }

    // Checks that the call failed with this Fault and that the message contains all these texts.
    template <class T>
    static void failed(const Result<T>& result, Fault fault, std::initializer_list<std::string> parts) {
        CPPUNIT_ASSERT_MESSAGE("it did not fail", !result);
        const std::string& message = result.error().message;
        CPPUNIT_ASSERT_EQUAL_MESSAGE(message, static_cast<int>(fault), static_cast<int>(result.error().fault));
        for (const std::string& part : parts)
            CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + message, message.find(part) != std::string::npos);
        for (const auto& [field, secret] : {*harness_secrets().begin(), *harness_secrets().rbegin()})
            CPPUNIT_ASSERT_MESSAGE(message, message.find(secret) == std::string::npos);
    }

    Desk& desk() { return harness_->desk(); }
    // A desk with this option changed, in addition to those changed before.
    std::unique_ptr<Desk> with(const char* option, OptionValue changed) {
        harness_->settings.options.at(option) = std::move(changed);
        return harness_->another();
    }
    // The instance's own settings, as JSON.
    void set(const std::string& settings) { harness_->order("set", value(json::read_strict(settings))); }
    void people_change(const std::string& id, const std::string& fields) {
        Json::Value change(Json::objectValue);
        change["id"] = id;
        change["fields"] = value(json::read_strict(fields));
        harness_->order("change", change);
    }
    // Called directly before the stand-in processes our next change.
    void people_change_meanwhile(const std::string& id, const std::string& fields) {
        set(R"({"meanwhile": [")" + id + R"(", )" + fields + "]}");
    }
    std::string held_field(const std::string& id, const char* field) {
        Json::Value order(Json::objectValue);
        order["id"] = id;
        return json::text(harness_->order("held", order)["fields"], field);
    }
    std::size_t calls(const std::string& like) const {
        std::size_t count = 0;
        for (const std::string& call : harness_->calls()) count += call.starts_with(like) ? 1 : 0;
        return count;
    }
    std::size_t sign_ins() const { return calls("POST /oauth_token.do"); }

    std::unique_ptr<ServiceNowHarness> harness_;

private:
    static const std::map<std::string, std::string>& harness_secrets() {
        static const std::map<std::string, std::string> all{{"client_secret", "s3cret&=+ %"},
                                                            {"password", "p\xC3\xA4ssword:1&=+%"}};
        return all;
    }
};

}  // namespace secure_export::contract

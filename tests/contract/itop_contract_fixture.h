#pragma once
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include "json/json.h"
#include "tests/contract/itop_contract_harness.h"

namespace secure_export::contract {

inline const std::string itop_key = "azm-0123456789abcdef0123456789abcdef";

inline NewIncident itop_incident(const std::string& key = itop_key) {
    return {key, "Sev1: CPU over 90 % on web-1", "Rule: cpu-high\nResource: web-1", 2, 1, std::nullopt};
}

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Base of the tests that only iTop has (contract/itop_contract_*.cpp).
class ItopTest : public CppUnit::TestFixture {
public:
    void setUp() override { harness = std::make_unique<ItopHarness>(); }
    void tearDown() override {
        const auto complaints = harness->complaints();
        if (!complaints.empty()) CPPUNIT_FAIL("the other side complains: " + complaints.front());
    }

protected:
    std::unique_ptr<ItopHarness> harness;
    Desk& desk() { return harness->desk(); }

    void set(const char* settings_json) { harness->order("set", *json::read_strict(settings_json)); }
    void change(const std::string& id, const std::string& fields_json) {
        Json::Value order(Json::objectValue);
        order["id"] = id;
        order["fields"] = *json::read_strict(fields_json);
        harness->order("change", order);
    }
    std::unique_ptr<Desk> with(const char* option, OptionValue value) {
        harness->settings.options[option] = std::move(value);
        return harness->another();
    }

    template <class T>
    static T value(Result<T> result) {
        if (!result) CPPUNIT_FAIL("unexpected error: " + result.error().message);
        return std::move(*result);
    }
    static void done(const Outcome& outcome) {
        if (!outcome) CPPUNIT_FAIL("unexpected error: " + outcome.error().message);
    }
    // The message of an Error with this Fault; also checks that it contains no secret.
    template <class T>
    static std::string said(const Result<T>& result, Fault fault) {
        if (result) CPPUNIT_FAIL("an error was expected");
        CPPUNIT_ASSERT_EQUAL_MESSAGE(result.error().message, static_cast<int>(fault),
                                     static_cast<int>(result.error().fault));
        CPPUNIT_ASSERT(!holds(result.error().message + result.error().detail, "secret of"));
        return result.error().message;
    }
    static void assert_holds(const std::string& text, const std::string& part) {
        CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text, holds(text, part));
    }
    std::string opened(const std::string& key = itop_key) { return value(desk().open(itop_incident(key))).id; }
    // Further fields of an incident besides Held: team, agent, service, organization.
    std::string held_field(const std::string& id, const char* field) {
        Json::Value order(Json::objectValue);
        order["id"] = id;
        return harness->order("held", order)[field].asString();
    }
};

}  // namespace secure_export::contract

// How the Helix desk signs in and out, and how many calls it makes at once.

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <condition_variable>
#include <future>
#include <thread>

#include "adapters/desks/helix/sign_in.h"
#include "tests/contract/helix_harness.h"

namespace secure_export::contract {
namespace {

const std::string key = "azm-0123456789abcdef0123456789abcdef";
const std::string log_in = "POST /api/jwt/login", log_out = "POST /api/jwt/logout";

// Two calls meet in here, if the desk lets them; tells the most that were in here at once.
class Meeting : public HttpClient {
public:
    Meeting(const HttpClient& behind, Milliseconds patience) : behind_(behind), patience_(patience) {}

    Result<HttpResponse> call(const HttpRequest& request) const override {
        {
            std::unique_lock lock(mutex_);
            if (!begun_) return behind_.call(request);
            max_ = std::max(max_, ++inside_);
            changed_.notify_all();
            changed_.wait_for(lock, patience_, [this] { return max_ >= 2; });
        }
        auto response = behind_.call(request);
        const std::scoped_lock lock(mutex_);
        --inside_;
        return response;
    }
    int max() const {
        const std::scoped_lock lock(mutex_);
        return max_;
    }
    void begin() {
        const std::scoped_lock lock(mutex_);
        begun_ = true;
    }

private:
    const HttpClient& behind_;
    const Milliseconds patience_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    mutable int inside_ = 0, max_ = 0;
    bool begun_ = false;
};

class Unwritable : public KeptSecrets {
public:
    Result<bool> replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                            const std::string& value) const override {
        if (full) return Error{Fault::unavailable, "the disk is full", {}};
        if (!meanwhile.empty()) by_field["refresh_token"] = std::exchange(meanwhile, {});
        return KeptSecrets::replace_if(desk, field, expected, value);
    }
    bool full = true;
    mutable std::string meanwhile;  // what an operator stores during the exchange
};

std::string jwt(const std::string& claims_base64url) { return "eyJhbGciOiJIUzI1NiJ9." + claims_base64url + ".c2ln"; }

}  // namespace

class HelixSignIn : public HelixTest {
    CPPUNIT_TEST_SUITE(HelixSignIn);
    CPPUNIT_TEST(a_wrong_password_is_told_and_a_right_one_works_at_once);
    CPPUNIT_TEST(a_login_refused_under_another_status_is_a_refusal);
    CPPUNIT_TEST(an_empty_password_is_never_sent);
    CPPUNIT_TEST(many_threads_share_one_login);
    CPPUNIT_TEST(a_token_that_is_not_taken_any_more_costs_one_login);
    CPPUNIT_TEST(an_account_that_is_used_elsewhere_can_sign_in_later);
    CPPUNIT_TEST(the_session_is_ended_with_the_desk);
    CPPUNIT_TEST(no_secret_is_in_a_message);
    CPPUNIT_TEST(only_three_parts_of_base64url_are_a_token);
    CPPUNIT_TEST(the_life_of_a_token_is_what_its_claims_tell);
    CPPUNIT_TEST(single_sign_on_exchanges_a_refresh_token);
    CPPUNIT_TEST(a_refresh_token_that_is_handed_out_is_stored);
    CPPUNIT_TEST(a_refresh_token_that_another_process_was_given_is_used);
    CPPUNIT_TEST(a_refresh_token_that_cannot_be_stored_is_not_lost);
    CPPUNIT_TEST(a_refresh_token_that_an_operator_stores_during_an_exchange_stays);
    CPPUNIT_TEST(a_refused_client_names_its_settings_and_secrets);
    CPPUNIT_TEST(operations_wait_for_each_other_in_single_call_mode);
    CPPUNIT_TEST(operations_do_not_wait_for_each_other_otherwise);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_wrong_password_is_told_and_a_right_one_works_at_once() {
        harness_->set("password", "changed");
        const Error error = error_of(desk().find(key));
        CPPUNIT_ASSERT(error.fault == Fault::unauthenticated);
        for (const char* part :
             {"Authentication failed", "623", "\"user\"", "secure-export secret set helix1 password"})
            CPPUNIT_ASSERT_MESSAGE(error.message, has(error.message, part));
        harness_->secrets.by_field["password"] = "changed";
        value_of(desk().find(key));
    }

    void a_login_refused_under_another_status_is_a_refusal() {
        harness_->set("odd_login", true);
        harness_->set("password", "changed");
        const Error error = error_of(desk().find(key));
        CPPUNIT_ASSERT(error.fault == Fault::unauthenticated && has(error.message, "Authentication failed"));
        harness_->set("odd_login", false);
        harness_->set("wrong_login_status", 500);
        CPPUNIT_ASSERT(error_of(desk().find(key)).fault == Fault::unauthenticated);
        harness_->set("password", "s#cret & more");
        value_of(desk().find(key));
    }

    void an_empty_password_is_never_sent() {
        harness_->secrets.by_field["password"] = "";
        CPPUNIT_ASSERT(has(error_of(desk().find(key)).message, "secure-export secret set helix1 password"));
        harness_->secrets.by_field.clear();
        CPPUNIT_ASSERT(error_of(desk().find(key)).fault == Fault::unauthenticated);
        CPPUNIT_ASSERT(harness_->calls().empty());
        harness_->secrets.by_field["password"] = "s#cret & more";
        value_of(desk().find(key));
    }

    void many_threads_share_one_login() {
        std::vector<std::future<bool>> all;
        for (int i = 0; i < 8; ++i)
            all.push_back(std::async(std::launch::async, [this] { return static_cast<bool>(desk().find(key)); }));
        for (auto& one : all) CPPUNIT_ASSERT(one.get());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->calls_of(log_in));
    }

    void a_token_that_is_not_taken_any_more_costs_one_login() {
        value_of(desk().find(key));
        harness_->trouble_next_call(Trouble::session_over);
        value_of(desk().find(key));
        value_of(desk().find(key));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, harness_->calls_of(log_in));
    }

    void an_account_that_is_used_elsewhere_can_sign_in_later() {
        harness_->settings.options["transient_errors"] = "623";
        harness_->set("password", "changed");
        CPPUNIT_ASSERT(error_of(harness_->another()->find(key)).fault == Fault::unavailable);
    }

    void the_session_is_ended_with_the_desk() {
        auto desk = harness_->another();
        desk.reset();
        CPPUNIT_ASSERT(harness_->calls().empty());  // no session was begun
        desk = harness_->another();
        value_of(desk->find(key));
        desk.reset();
        CPPUNIT_ASSERT_EQUAL(log_out, harness_->calls().back());
    }

    void no_secret_is_in_a_message() {
        harness_->set("password", "changed");
        CPPUNIT_ASSERT(!has(error_of(desk().find(key)).message, "s#cret"));
        CPPUNIT_ASSERT(!has(error_of(desk().find(key)).detail, "s#cret"));
    }

    void only_three_parts_of_base64url_are_a_token() {
        using desks::helix::looks_like_jwt;
        CPPUNIT_ASSERT(looks_like_jwt("a-_9.bb.cc"));
        for (const char* other : {"", "aa", "aa.bb", "aa.bb.cc.dd", "aa.bb.c=", "aa..cc", ".bb.cc", "aa.bb.",
                                  "aa.b b.cc", "aa.bb.cc\r\nX: y", "<p>.b.c"})
            CPPUNIT_ASSERT_MESSAGE(other, !looks_like_jwt(other));
    }

    void the_life_of_a_token_is_what_its_claims_tell() {
        using desks::helix::life_of_jwt;
        const Time now{Seconds(1'700'000'000)};
        // {"exp":1700000600}; the same with "iat":1700000500; {"exp":1}; {"exp":"soon"}; {}
        CPPUNIT_ASSERT(life_of_jwt(jwt("eyJleHAiOjE3MDAwMDA2MDB9"), now) == Seconds(600));
        CPPUNIT_ASSERT(life_of_jwt(jwt("eyJleHAiOjE3MDAwMDA2MDAsImlhdCI6MTcwMDAwMDUwMH0"), now) == Seconds(100));
        for (const char* untold : {"eyJleHAiOjF9", "eyJleHAiOiJzb29uIn0", "e30", "bm90IGpzb24"})
            CPPUNIT_ASSERT_MESSAGE(untold, life_of_jwt(jwt(untold), now) == Seconds(3600));
    }

    void single_sign_on_exchanges_a_refresh_token() {
        const auto desk = with_single_sign_on();
        CPPUNIT_ASSERT(!value_of(desk->find(key)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->calls_of(log_in));
        CPPUNIT_ASSERT_EQUAL(std::string("refresh-1"), harness_->secrets.by_field["refresh_token"]);
        harness_->trouble_next_call(Trouble::session_over);
        value_of(desk->find(key));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, harness_->calls_of("POST /rsso/oauth2/token"));
    }

    void a_refresh_token_that_is_handed_out_is_stored() {
        harness_->set("rotate", true);
        const auto desk = with_single_sign_on();
        value_of(desk->find(key));
        CPPUNIT_ASSERT(harness_->secrets.by_field["refresh_token"] != "refresh-1");
        value_of(harness_->another()->find(key));  // as after a restart
    }

    void a_refresh_token_that_another_process_was_given_is_used() {
        harness_->set("refresh_token", "refresh-2");
        class Moved : public KeptSecrets {
        public:
            Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const override {
                if (field != "refresh_token") return KeptSecrets::get(desk, field);
                return std::optional<std::string>(asked++ == 0 ? "refresh-1" : "refresh-2");
            }
            mutable int asked = 0;
        } secrets;
        with_single_sign_on();
        secrets.by_field = harness_->secrets.by_field;
        auto environment = harness_->environment();
        environment.secrets = &secrets;
        value_of(value_of(desks::helix::make(harness_->settings, environment))->find(key));
    }

    void a_refresh_token_that_cannot_be_stored_is_not_lost() {
        harness_->set("rotate", true);
        with_single_sign_on();
        Unwritable secrets;
        secrets.by_field = harness_->secrets.by_field;
        auto environment = harness_->environment();
        environment.secrets = &secrets;
        const auto desk = value_of(desks::helix::make(harness_->settings, environment));
        for (int i = 0; i < 2; ++i) {
            const Error error = error_of(desk->find(key));
            CPPUNIT_ASSERT(error.fault == Fault::unavailable && has(error.message, "the disk is full"));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->calls_of("POST /rsso/oauth2/token"));
        secrets.full = false;
        value_of(desk->find(key));
        CPPUNIT_ASSERT(secrets.by_field["refresh_token"] != "refresh-1");
    }

    void a_refresh_token_that_an_operator_stores_during_an_exchange_stays() {
        harness_->set("rotate", true);
        with_single_sign_on();
        Unwritable secrets;
        secrets.full = false;
        secrets.by_field = harness_->secrets.by_field;
        secrets.meanwhile = "op-1";
        auto environment = harness_->environment();
        environment.secrets = &secrets;
        value_of(value_of(desks::helix::make(harness_->settings, environment))->find(key));
        CPPUNIT_ASSERT_EQUAL(std::string("op-1"), secrets.by_field["refresh_token"]);
    }

    void a_refused_client_names_its_settings_and_secrets() {
        const auto desk = with_single_sign_on();
        harness_->set("client_secret", "changed");
        const Error client = error_of(desk->find(key));
        CPPUNIT_ASSERT(client.fault == Fault::unauthenticated && has(client.message, "the client is not known"));
        CPPUNIT_ASSERT(has(client.message, "\"client_id\"") && has(client.message, "secret set helix1"));
        harness_->set("client_secret", "hush+%=");
        harness_->set("refresh_token", "another");
        CPPUNIT_ASSERT(has(error_of(desk->find(key)).message, "used or revoked"));
        harness_->secrets.by_field["refresh_token"] = "another";
        value_of(desk->find(key));
    }

    void operations_wait_for_each_other_in_single_call_mode() { CPPUNIT_ASSERT_EQUAL(1, max_concurrent(1, 100)); }
    void operations_do_not_wait_for_each_other_otherwise() { CPPUNIT_ASSERT_EQUAL(2, max_concurrent(2, 5'000)); }

private:
    std::unique_ptr<Desk> with_single_sign_on() {
        harness_->settings.options["auth"] = "rsso";
        harness_->settings.options["token_url"] = harness_->settings.text("url") + "/rsso/oauth2/token";
        harness_->settings.options["client_id"] = "client";
        harness_->secrets.by_field = {{"client_secret", "hush+%="}, {"refresh_token", "refresh-1"}};
        return harness_->another();
    }

    int max_concurrent(int max_concurrency, int patience_ms) {
        harness_->settings.options["calls_at_once"] = max_concurrency;
        auto environment = harness_->environment();
        Meeting meeting(*environment.http, Milliseconds(patience_ms));
        environment.http = &meeting;
        const auto desk = value_of(desks::helix::make(harness_->settings, environment));
        value_of(desk->find(key));  // signs in
        meeting.begin();
        auto first = std::async(std::launch::async, [&] { return static_cast<bool>(desk->find(key)); });
        auto second = std::async(std::launch::async, [&] { return static_cast<bool>(desk->find(key)); });
        CPPUNIT_ASSERT(first.get() && second.get());
        return meeting.max();
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HelixSignIn);

}  // namespace secure_export::contract

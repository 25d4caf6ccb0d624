// Signing in to ServiceNow.

#include <atomic>
#include <thread>
#include <vector>

#include "tests/contract/servicenow_contract_harness.h"

namespace secure_export::contract {
namespace {

// Secrets that count what is stored, and whose storage can fail or change between two looks.
class OddSecrets : public Secrets {
public:
    explicit OddSecrets(const KeptSecrets& kept) : kept_(kept) {}
    Result<std::optional<std::string>> get(const std::string& desk, const std::string& field) const override {
        const auto told = kept_.get(desk, field);
        if (field == "refresh_token" && !after_first_look.empty()) {
            kept_.by_field["refresh_token"] = after_first_look;
            after_first_look.clear();
        }
        return told;
    }
    Result<bool> replace_if(const std::string& desk, const std::string& field, const std::string& expected,
                            const std::string& value) const override {
        ++puts;
        if (full) return Error{Fault::unavailable, "the database is locked", {}};
        if (!meanwhile.empty()) kept_.by_field["refresh_token"] = std::exchange(meanwhile, {});
        return kept_.replace_if(desk, field, expected, value);
    }
    mutable std::string meanwhile;  // what an operator stores during the exchange
    mutable std::string after_first_look;
    mutable int puts = 0;
    bool full = false;

private:
    const KeptSecrets& kept_;
};

}  // namespace

class ServiceNowSignIn : public ServiceNowTest {
    CPPUNIT_TEST_SUITE(ServiceNowSignIn);
    CPPUNIT_TEST(a_wrong_client_secret_is_told_and_the_right_one_works_at_once);
    CPPUNIT_TEST(what_is_missing_is_named);
    CPPUNIT_TEST(the_password_grant_signs_in_and_a_wrong_password_is_told);
    CPPUNIT_TEST(basic_authentication_and_api_keys_need_no_sign_in);
    CPPUNIT_TEST(a_user_with_a_colon_cannot_use_basic_authentication);
    CPPUNIT_TEST(a_refresh_token_that_was_replaced_is_stored_and_one_that_was_not_is_left_alone);
    CPPUNIT_TEST(a_refused_refresh_token_is_said_plainly_and_a_new_one_works);
    CPPUNIT_TEST(a_refresh_token_that_another_process_exchanged_meanwhile_is_read_again);
    CPPUNIT_TEST(a_refresh_token_that_could_not_be_stored_is_not_lost);
    CPPUNIT_TEST(a_refresh_token_that_an_operator_stores_during_an_exchange_stays_and_is_used);
    CPPUNIT_TEST(a_grant_that_the_instance_does_not_allow_names_its_property);
    CPPUNIT_TEST(many_threads_need_one_sign_in);
    CPPUNIT_TEST(a_token_is_renewed_when_its_told_life_is_over);
    CPPUNIT_TEST(a_token_that_was_revoked_is_replaced_once);
    CPPUNIT_TEST(a_new_token_that_is_not_taken_is_for_later);
    CPPUNIT_TEST(a_sign_in_that_is_answered_oddly_is_for_later);
    CPPUNIT_TEST(a_desk_that_hangs_is_given_up_within_its_time_limit);
    CPPUNIT_TEST_SUITE_END();

public:
    void a_wrong_client_secret_is_told_and_the_right_one_works_at_once() {
        set(R"({"client_secret": "another"})");
        failed(desk().find(key), Fault::unauthenticated,
               {"desk \"snow\"", "client authentication failed", "\"client_id\"", "\"client_secret\""});
        harness_->secrets.by_field["client_secret"] = "another";
        CPPUNIT_ASSERT(!value(desk().find(key)));
    }

    void what_is_missing_is_named() {
        failed(with("client_id", std::string())->find(key), Fault::unauthenticated, {"\"client_id\""});
        harness_->settings.options["client_id"] = std::string("c0ffee");
        harness_->secrets.by_field.erase("client_secret");
        failed(desk().find(key), Fault::unauthenticated, {"secret set snow client_secret"});
        failed(with("user", std::string())->find(key), Fault::unauthenticated, {"client_secret"});
        failed(with("auth", std::string("basic"))->find(key), Fault::unauthenticated, {"\"user\""});
        failed(with("auth", std::string("password"))->find(key), Fault::unauthenticated, {"\"user\""});
        harness_->secrets.by_field.erase("api_key");
        failed(with("auth", std::string("api_key"))->find(key), Fault::unauthenticated, {"secret set snow api_key"});
        CPPUNIT_ASSERT(harness_->calls().empty());
    }

    void the_password_grant_signs_in_and_a_wrong_password_is_told() {
        const auto other = with("auth", std::string("password"));
        CPPUNIT_ASSERT(!value(other->find(key)));
        set(R"({"password": "another"})");
        harness_->trouble_next_call(Trouble::session_over);
        failed(other->find(key), Fault::unauthenticated, {"access_denied", "\"user\"", "\"password\""});
        harness_->secrets.by_field["password"] = "another";
        CPPUNIT_ASSERT(!value(other->find(key)));
    }

    void basic_authentication_and_api_keys_need_no_sign_in() {
        for (const char* auth : {"basic", "api_key"}) {
            const auto other = with("auth", std::string(auth));
            CPPUNIT_ASSERT(!value(other->find(key)));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, sign_ins());
        const auto basic = with("auth", std::string("basic"));
        set(R"({"basic_allowed": false, "api_key": "another"})");
        failed(basic->find(key), Fault::unauthenticated, {"User Not Authenticated", "\"user\""});
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, harness_->calls().size());  // not tried twice: that locks accounts
        failed(with("auth", std::string("api_key"))->find(key), Fault::unauthenticated, {"User Not Authenticated"});
        harness_->secrets.by_field["api_key"] = "another";
        CPPUNIT_ASSERT(!value(with("auth", std::string("api_key"))->find(key)));
    }

    void a_user_with_a_colon_cannot_use_basic_authentication() {
        harness_->settings.options["auth"] = std::string("basic");
        failed(with("user", std::string("az:alerts"))->find(key), Fault::unauthenticated, {"\"user\"", "colon"});
        CPPUNIT_ASSERT(harness_->calls().empty());
    }

    void a_refresh_token_that_was_replaced_is_stored_and_one_that_was_not_is_left_alone() {
        OddSecrets secrets(harness_->secrets);
        const auto other = refreshing(secrets);
        CPPUNIT_ASSERT(!value(other->find(key)));
        CPPUNIT_ASSERT_EQUAL(0, secrets.puts);
        set(R"({"rotate_refresh": true})");
        for (const char* next : {"refresh-2", "refresh-3"}) {
            harness_->trouble_next_call(Trouble::session_over);
            CPPUNIT_ASSERT(!value(other->find(key)));
            CPPUNIT_ASSERT_EQUAL(std::string(next), harness_->secrets.by_field["refresh_token"]);
        }
        CPPUNIT_ASSERT_EQUAL(2, secrets.puts);
    }

    void a_refused_refresh_token_is_said_plainly_and_a_new_one_works() {
        OddSecrets secrets(harness_->secrets);
        const auto other = refreshing(secrets);
        set(R"({"refresh_token": "given to an operator"})");
        failed(other->find(key), Fault::unauthenticated,
               {"refresh token is invalid or expired", "get a new one", "secret set snow refresh_token"});
        harness_->secrets.by_field["refresh_token"] = "given to an operator";
        CPPUNIT_ASSERT(!value(other->find(key)));
    }

    void a_refresh_token_that_another_process_exchanged_meanwhile_is_read_again() {
        OddSecrets secrets(harness_->secrets);
        const auto other = refreshing(secrets);
        set(R"({"refresh_token": "refresh-2"})");
        secrets.after_first_look = "refresh-2";
        CPPUNIT_ASSERT(!value(other->find(key)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sign_ins());
    }

    void a_refresh_token_that_could_not_be_stored_is_not_lost() {
        OddSecrets secrets(harness_->secrets);
        const auto other = refreshing(secrets);
        set(R"({"rotate_refresh": true})");
        secrets.full = true;
        failed(other->find(key), Fault::unavailable, {"the database is locked"});
        secrets.full = false;
        CPPUNIT_ASSERT(!value(other->find(key)));
        CPPUNIT_ASSERT_EQUAL(std::string("refresh-3"), harness_->secrets.by_field["refresh_token"]);
    }

    void a_refresh_token_that_an_operator_stores_during_an_exchange_stays_and_is_used() {
        OddSecrets secrets(harness_->secrets);
        const auto other = refreshing(secrets);
        set(R"({"rotate_refresh": true})");
        secrets.meanwhile = "op-1";
        CPPUNIT_ASSERT(!value(other->find(key)));
        CPPUNIT_ASSERT_EQUAL(std::string("op-1"), harness_->secrets.by_field["refresh_token"]);
        set(R"({"refresh_token": "op-1"})");
        harness_->trouble_next_call(Trouble::session_over);
        CPPUNIT_ASSERT(!value(other->find(key)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sign_ins());  // svc-2, which was handed out first, is not asked with
    }

    void a_grant_that_the_instance_does_not_allow_names_its_property() {
        set(R"({"sign_in_answer": [401, {}, {"error": "unsupported_grant_type"}]})");
        failed(desk().find(key), Fault::unauthenticated,
               {"unsupported_grant_type", "glide.oauth.inbound.client.credential.grant_type.enabled",
                "OAuth Application User"});
        failed(with("auth", std::string("password"))->find(key), Fault::unauthenticated, {"\"password\"", "\"auth\""});
    }

    void many_threads_need_one_sign_in() {
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < 8; ++i) threads.emplace_back([&] { good += desk().find(key) ? 1 : 0; });
        for (std::thread& thread : threads) thread.join();
        CPPUNIT_ASSERT_EQUAL(8, good.load());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sign_ins());
    }

    void a_token_is_renewed_when_its_told_life_is_over() {
        value(desk().find(key));
        value(desk().find(key));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sign_ins());
        const auto other = harness_->another();
        set(R"({"told_life": "0"})");  // a text, and the same token: what is left of its life
        value(other->find(key));
        value(other->find(key));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, sign_ins());
    }

    void a_token_that_was_revoked_is_replaced_once() {
        value(desk().find(key));
        harness_->trouble_next_call(Trouble::session_over);
        value(desk().open(incident()));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sign_ins());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
    }

    void a_new_token_that_is_not_taken_is_for_later() {
        set(R"({"answer": [401, {}, {"error": {"message": "User Not Authenticated"}}]})");
        failed(desk().find(key), Fault::unavailable, {"User Not Authenticated"});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sign_ins());
        set(R"({"answer": null})");
        value(desk().find(key));
    }

    void a_sign_in_that_is_answered_oddly_is_for_later() {
        for (const char* answer :
             {R"([200, {}, "<html>Your instance is hibernating</html>"])", R"([200, {}, {"token": "x"}])",
              R"([200, {}, {"access_token": "a\nb"}])", R"([500, {}, {"error": "server_error"}])",
              R"([429, {"Retry-After": "7"}, {}])", R"([302, {"Location": "/login.do"}, {}])", R"([200, {}, []])"}) {
            set(std::string(R"({"sign_in_answer": )") + answer + "}");
            failed(desk().find(key), Fault::unavailable, {"desk \"snow\""});
        }
        set(R"({"sign_in_answer": null})");
        value(desk().find(key));
    }

    void a_desk_that_hangs_is_given_up_within_its_time_limit() {
        const auto other = with("time_limit_s", 1);
        harness_->order("hang");
        failed(other->find(key), Fault::unavailable, {"desk \"snow\""});
        harness_->order("let_go");
        value(other->find(key));
        harness_->order("hang");
        failed(other->open(incident()), Fault::unavailable, {"desk \"snow\""});
        const DeskCheck check = value(other->check());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, check.lines.size());
        CPPUNIT_ASSERT(!check.lines.front().good);
        harness_->order("let_go");
    }

private:
    std::unique_ptr<Desk> refreshing(const OddSecrets& secrets) {
        harness_->settings.options["auth"] = std::string("refresh_token");
        desks::Environment environment = harness_->environment();
        environment.secrets = &secrets;
        return value(desks::servicenow::make(harness_->settings, environment));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ServiceNowSignIn);

}  // namespace secure_export::contract

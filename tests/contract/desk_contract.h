#pragma once
// Tests of the promises in core/desk.h.  Every desk must pass them all:
//
//     class HelixContract : public DeskContract {
//         CPPUNIT_TEST_SUB_SUITE(HelixContract, DeskContract);
//         CPPUNIT_TEST_SUITE_END();
//         std::unique_ptr<DeskHarness> make_harness() override;
//     };
//     CPPUNIT_TEST_SUITE_REGISTRATION(HelixContract);

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <functional>
#include <memory>

#include "tests/contract/harness.h"

namespace secure_export::contract {

class DeskContract : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DeskContract);
    CPPUNIT_TEST(an_incident_is_opened_found_noted_bound_resolved_and_reopened);
    CPPUNIT_TEST(a_key_that_was_never_used_finds_nothing);
    CPPUNIT_TEST(opening_under_a_used_key_gives_the_incident_that_is_there);
    CPPUNIT_TEST(what_people_resolved_is_over_already_and_can_be_reopened);
    CPPUNIT_TEST(what_people_closed_stays_closed);
    CPPUNIT_TEST(a_deleted_incident_is_gone);
    CPPUNIT_TEST(an_id_that_never_was_is_gone);
    CPPUNIT_TEST(texts_arrive_as_they_are);
    CPPUNIT_TEST(the_longest_texts_fit);
    CPPUNIT_TEST(a_configuration_item_is_found_by_its_resource_id);
    CPPUNIT_TEST(a_configuration_item_is_found_by_its_whole_name_only);
    CPPUNIT_TEST(of_many_configuration_items_three_are_told);
    CPPUNIT_TEST(an_incident_can_be_opened_with_its_configuration_item);
    CPPUNIT_TEST(a_configuration_item_that_vanished_does_not_hinder_opening);
    CPPUNIT_TEST(binding_again_replaces_and_binding_to_nothing_is_refused);
    CPPUNIT_TEST(one_configuration_item_takes_the_place_of_another);
    CPPUNIT_TEST(an_incident_is_made_more_important_and_never_less);
    CPPUNIT_TEST(what_people_made_more_important_stays_so);
    CPPUNIT_TEST(an_incident_that_is_over_is_not_made_more_important);
    CPPUNIT_TEST(an_answer_lost_to_open_is_found_by_its_key);
    CPPUNIT_TEST(an_answer_lost_to_resolve_or_reopen_changes_nothing_twice);
    CPPUNIT_TEST(every_call_to_a_desk_in_trouble_is_for_later_and_changes_nothing);
    CPPUNIT_TEST(an_answer_that_makes_no_sense_is_for_later);
    CPPUNIT_TEST(a_refusal_is_handed_on_in_the_desks_words);
    CPPUNIT_TEST(a_session_that_ran_out_is_not_noticed);
    CPPUNIT_TEST(several_incidents_of_one_key_are_all_told_the_oldest_first);
    CPPUNIT_TEST(before_create_is_called_once_right_before_the_create);
    CPPUNIT_TEST(an_error_of_before_create_keeps_the_create_from_being_sent);
    CPPUNIT_TEST(a_create_that_outlasts_our_patience_is_found_once_it_took_effect);
    CPPUNIT_TEST(a_connection_that_is_refused_has_sent_nothing);
    CPPUNIT_TEST(a_create_that_is_refused_gives_the_incident_that_another_one_made);
    CPPUNIT_TEST(a_desk_trusts_the_authorities_of_its_own_file_alone);
    CPPUNIT_TEST(whatever_way_a_desk_says_later_nothing_is_parked_by_it);
    CPPUNIT_TEST(a_check_tells_something_and_creates_nothing);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    void setUp() override;
    void tearDown() override;

    void an_incident_is_opened_found_noted_bound_resolved_and_reopened();
    void a_key_that_was_never_used_finds_nothing();
    void opening_under_a_used_key_gives_the_incident_that_is_there();
    void what_people_resolved_is_over_already_and_can_be_reopened();
    void what_people_closed_stays_closed();
    void a_deleted_incident_is_gone();
    void an_id_that_never_was_is_gone();
    void texts_arrive_as_they_are();
    void the_longest_texts_fit();
    void a_configuration_item_is_found_by_its_resource_id();
    void a_configuration_item_is_found_by_its_whole_name_only();
    void of_many_configuration_items_three_are_told();
    void an_incident_can_be_opened_with_its_configuration_item();
    void a_configuration_item_that_vanished_does_not_hinder_opening();
    void binding_again_replaces_and_binding_to_nothing_is_refused();
    void one_configuration_item_takes_the_place_of_another();
    void an_incident_is_made_more_important_and_never_less();
    void what_people_made_more_important_stays_so();
    void an_incident_that_is_over_is_not_made_more_important();
    void an_answer_lost_to_open_is_found_by_its_key();
    void an_answer_lost_to_resolve_or_reopen_changes_nothing_twice();
    void every_call_to_a_desk_in_trouble_is_for_later_and_changes_nothing();
    void an_answer_that_makes_no_sense_is_for_later();
    void a_refusal_is_handed_on_in_the_desks_words();
    void a_session_that_ran_out_is_not_noticed();
    void several_incidents_of_one_key_are_all_told_the_oldest_first();
    void before_create_is_called_once_right_before_the_create();
    void an_error_of_before_create_keeps_the_create_from_being_sent();
    void a_create_that_outlasts_our_patience_is_found_once_it_took_effect();
    void a_connection_that_is_refused_has_sent_nothing();
    void a_create_that_is_refused_gives_the_incident_that_another_one_made();
    void a_desk_trusts_the_authorities_of_its_own_file_alone();
    void whatever_way_a_desk_says_later_nothing_is_parked_by_it();
    void a_check_tells_something_and_creates_nothing();

protected:
    virtual std::unique_ptr<DeskHarness> make_harness() = 0;

private:
    Desk& desk() { return harness_->desk(); }
    bool harness_makes(Trouble trouble);  // prints a message if not: a skipped test must not look like a passed one
    bool harness_is_remote();             // likewise
    IncidentState state_of(const std::string& id);
    // Calls each operation once with valid arguments; returns the errors of those that failed.
    std::vector<Error> errors_of_every_operation_in(Trouble trouble, const std::string& id);
    std::vector<Error> errors_of_every_operation(const std::function<void()>& trouble, const std::string& id);
    void assert_open_and_untouched(const std::string& id);
    void assert_levels(int impact, int urgency, const std::string& id);

    std::unique_ptr<DeskHarness> harness_;
};

}  // namespace secure_export::contract

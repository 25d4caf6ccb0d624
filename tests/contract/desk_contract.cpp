// Long: one suite, the list of what every desk promises.
#include "tests/contract/desk_contract.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "core/text.h"

namespace secure_export::contract {
namespace {

using What = Resolution::What;

const std::string key = "azm-0123456789abcdef0123456789abcdef";
const std::string other_key = "azm-0123456789abcdef0123456789abcdef-2";
const std::string web_1 =
    "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourcegroups/shop/providers/microsoft.compute/"
    "virtualmachines/web-1";

NewIncident incident(const std::string& its_key = key) {
    return {its_key, "Sev1: CPU over 90 % on web-1", "Rule: cpu-high\nResource: web-1", 2, 1, std::nullopt};
}

// The value, or a failure of the test that quotes the error.
template <class T>
T value(Result<T> result) {
    if (!result) CPPUNIT_FAIL("unexpected error: " + result.error().message + " " + result.error().detail);
    return std::move(*result);
}
void done(const Outcome& outcome) {
    if (!outcome) CPPUNIT_FAIL("unexpected error: " + outcome.error().message + " " + outcome.error().detail);
}

// What parks an item; never what is tried again without end.
bool parks(const Outcome& outcome) {
    if (outcome) return false;
    const Fault fault = outcome.error().fault;
    return (fault == Fault::refused || fault == Fault::invalid || fault == Fault::forbidden) &&
           !outcome.error().message.empty();
}

// How many errors_of_every_operation() calls.
constexpr std::size_t operations = 9;

// What before_create says where no create may follow.
const Error never{Fault::broken, "a create was about to be sent", {}};

std::string repeated(const std::string& part, std::size_t bytes) {
    std::string text;
    while (text.size() + part.size() <= bytes) text += part;
    return text + std::string(bytes - text.size(), 'x');
}

}  // namespace

void DeskContract::setUp() { harness_ = make_harness(); }

void DeskContract::tearDown() {
    const auto complaints = harness_->complaints();
    if (!complaints.empty()) CPPUNIT_FAIL("the other side complains: " + complaints.front());
}

bool DeskContract::harness_makes(Trouble trouble) {
    if (harness_->can_make(trouble)) return true;
    std::cerr << " SKIPPED: this desk's harness cannot make such trouble (" << static_cast<int>(trouble) << ")";
    return false;
}

bool DeskContract::harness_is_remote() {
    if (harness_->remote()) return true;
    std::cerr << " SKIPPED: this desk is not reached over a network";
    return false;
}

IncidentState DeskContract::state_of(const std::string& id) { return value(desk().get(id)).state; }

void DeskContract::an_incident_is_opened_found_noted_bound_resolved_and_reopened() {
    const std::string ci = harness_->add_ci({"", "web-1", "Server", web_1});
    const DeskIncident opened = value(desk().open(incident()));
    CPPUNIT_ASSERT(!opened.id.empty() && !opened.number.empty());
    CPPUNIT_ASSERT(opened.state == IncidentState::open);
    Held held = harness_->held(opened.id);
    CPPUNIT_ASSERT_EQUAL(incident().title, held.title);
    CPPUNIT_ASSERT_EQUAL(incident().description, held.description);
    CPPUNIT_ASSERT_EQUAL(2, held.impact);
    CPPUNIT_ASSERT_EQUAL(1, held.urgency);
    CPPUNIT_ASSERT_EQUAL(std::string(), held.ci);

    const auto found = value(desk().find(key));
    CPPUNIT_ASSERT(found);
    CPPUNIT_ASSERT_EQUAL(opened.id, found->id);
    CPPUNIT_ASSERT_EQUAL(opened.number, found->number);

    done(desk().note(opened.id, "It fired again."));
    const auto cis = value(desk().find_ci({CiQuery::By::resource_id, web_1}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, cis.size());
    done(desk().bind(opened.id, cis.front()));
    held = harness_->held(opened.id);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, held.notes.size());
    CPPUNIT_ASSERT_EQUAL(std::string("It fired again."), held.notes.front());
    CPPUNIT_ASSERT_EQUAL(ci, held.ci);

    CPPUNIT_ASSERT(value(desk().resolve(opened.id, "Azure says so.")).what == What::resolved);
    CPPUNIT_ASSERT(state_of(opened.id) == IncidentState::resolved);
    CPPUNIT_ASSERT(harness_->held(opened.id).resolution.find("Azure says so.") != std::string::npos);
    CPPUNIT_ASSERT(value(desk().resolve(opened.id, "once more")).what == What::already_over);
    CPPUNIT_ASSERT(harness_->held(opened.id).resolution.find("once more") == std::string::npos);

    CPPUNIT_ASSERT(value(desk().reopen(opened.id, "It is back.")) == Reopening::reopened);
    CPPUNIT_ASSERT(state_of(opened.id) == IncidentState::open);
    CPPUNIT_ASSERT_EQUAL(std::string("It is back."), harness_->held(opened.id).notes.back());
    CPPUNIT_ASSERT(value(desk().reopen(opened.id, "once more")) == Reopening::was_open);
    CPPUNIT_ASSERT(value(desk().resolve(opened.id, "over")).what == What::resolved);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
}

void DeskContract::a_key_that_was_never_used_finds_nothing() {
    CPPUNIT_ASSERT(!value(desk().find(key)));
    value(desk().open(incident(other_key)));  // begins with the same characters
    CPPUNIT_ASSERT(!value(desk().find(key)));
    CPPUNIT_ASSERT(value(desk().find(other_key)));
}

void DeskContract::opening_under_a_used_key_gives_the_incident_that_is_there() {
    const DeskIncident first = value(desk().open(incident()));
    NewIncident again = incident();
    again.title = "another title";
    CPPUNIT_ASSERT_EQUAL(first.id, value(desk().open(again, [] { return Outcome(never); })).id);
    CPPUNIT_ASSERT_EQUAL(incident().title, harness_->held(first.id).title);
    CPPUNIT_ASSERT(value(desk().open(incident(other_key))).id != first.id);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, harness_->incidents());
}

void DeskContract::what_people_resolved_is_over_already_and_can_be_reopened() {
    const std::string id = value(desk().open(incident())).id;
    harness_->set_state(id, IncidentState::resolved);
    CPPUNIT_ASSERT(state_of(id) == IncidentState::resolved);
    CPPUNIT_ASSERT(value(desk().resolve(id, "late")).what == What::already_over);
    CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::reopened);
}

void DeskContract::what_people_closed_stays_closed() {
    const std::string id = value(desk().open(incident())).id;
    harness_->set_state(id, IncidentState::closed);
    CPPUNIT_ASSERT(state_of(id) == IncidentState::closed);
    CPPUNIT_ASSERT(value(desk().resolve(id, "late")).what == What::already_over);
    CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::not_possible);
    const Outcome noted = desk().note(id, "late");  // some desks take remarks here
    CPPUNIT_ASSERT(noted || parks(noted));
    CPPUNIT_ASSERT(state_of(id) == IncidentState::closed);
    CPPUNIT_ASSERT_EQUAL(id, value(desk().find(key))->id);
}

void DeskContract::a_deleted_incident_is_gone() {
    const std::string id = value(desk().open(incident())).id;
    const ConfigurationItem ci{harness_->add_ci({"", "web-1", "Server", web_1}), "web-1", "Server", web_1};
    harness_->set_state(id, IncidentState::gone);
    CPPUNIT_ASSERT(state_of(id) == IncidentState::gone);
    CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::gone);
    CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::not_possible);
    CPPUNIT_ASSERT(parks(desk().note(id, "remark")));
    CPPUNIT_ASSERT(parks(desk().bind(id, ci)));
    CPPUNIT_ASSERT(!value(desk().find(key)));
    CPPUNIT_ASSERT(value(desk().open(incident())).id != id);
}

void DeskContract::an_id_that_never_was_is_gone() {
    const std::string id = value(desk().open(incident())).id;
    for (const std::string& never : {std::string("999999999"), std::string("no such id"), id + " OR 1=1", id + "x"}) {
        CPPUNIT_ASSERT_MESSAGE(never, state_of(never) == IncidentState::gone);
        CPPUNIT_ASSERT_MESSAGE(never, value(desk().resolve(never, "over")).what == What::gone);
        CPPUNIT_ASSERT_MESSAGE(never, parks(desk().note(never, "remark")));
    }
    CPPUNIT_ASSERT(state_of(id) == IncidentState::open);
}

void DeskContract::texts_arrive_as_they_are() {
    NewIncident wide = incident();
    wide.title = "<b>Größe</b> & \"Ω\" 'é' 監視 \xF0\x9F\x94\xA5 %s ${x} {{y}} \\n ; -- ' OR '1'='1";
    wide.description =
        "<script>alert(1)</script>\n\ttab & amp &amp;\n\xD8\xAA\xD9\x86\xD8\xA8\xD9\x8A\xD9\x87 e\xCC\x81\n\n"
        "trailing  ";
    const std::string id = value(desk().open(wide)).id;
    done(desk().note(id, wide.description));
    value(desk().resolve(id, wide.description));
    const Held held = harness_->held(id);
    CPPUNIT_ASSERT_EQUAL(harness_->fitted(wide.title), held.title);
    CPPUNIT_ASSERT_EQUAL(wide.description, held.description);
    CPPUNIT_ASSERT_EQUAL(wide.description, held.notes.front());
    CPPUNIT_ASSERT(held.resolution.find(wide.description) != std::string::npos);
}

void DeskContract::the_longest_texts_fit() {
    NewIncident longest = incident();
    longest.title = repeated("\xE7\x9B\xA3\xE8\xA6\x96", 255);
    longest.description = repeated("\xF0\x9F\x94\xA5 a line\n", 32 << 10);
    longest.impact = longest.urgency = 3;
    const std::string id = value(desk().open(longest)).id;
    done(desk().note(id, longest.description));
    const Held held = harness_->held(id);
    CPPUNIT_ASSERT_EQUAL(harness_->fitted(longest.title), held.title);
    CPPUNIT_ASSERT_EQUAL(longest.description, held.description);
    CPPUNIT_ASSERT_EQUAL(longest.description, held.notes.front());
    CPPUNIT_ASSERT_EQUAL(3, held.impact);
}

void DeskContract::a_configuration_item_is_found_by_its_resource_id() {
    const std::string id = harness_->add_ci({"", "web-1", "Server", web_1});
    harness_->add_ci({"", "web-10", "Server", web_1 + "0"});
    harness_->add_ci({"", "no resource", "Server", ""});
    const auto found = value(desk().find_ci({CiQuery::By::resource_id, web_1}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT_EQUAL(id, found.front().id);
    CPPUNIT_ASSERT_EQUAL(std::string("web-1"), found.front().name);
    CPPUNIT_ASSERT_EQUAL(std::string("Server"), found.front().ci_class);
    CPPUNIT_ASSERT_EQUAL(web_1, lower(found.front().resource_id));
    CPPUNIT_ASSERT(value(desk().find_ci({CiQuery::By::resource_id, web_1 + "00"})).empty());
}

void DeskContract::a_configuration_item_is_found_by_its_whole_name_only() {
    const std::string id = harness_->add_ci({"", "Web-1.Shop.Example", "Server", ""});
    const auto found = value(desk().find_ci({CiQuery::By::name, "wEB-1.sHOP.eXAMPLE"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT_EQUAL(id, found.front().id);
    CPPUNIT_ASSERT_EQUAL(harness_->knows_hosts() ? std::size_t{1} : std::size_t{0},
                         value(desk().find_ci({CiQuery::By::name, "web-1"})).size());
    for (const char* none : {"web-", "web-1.", "web-1.shop", "shop", "Web-1.Shop.Exampl%", "Web_1.Shop.Example", "*",
                             "%", "' OR '1'='1", "web-1^ORname!="}) {
        CPPUNIT_ASSERT_MESSAGE(none, value(desk().find_ci({CiQuery::By::name, none})).empty());
    }
}

void DeskContract::of_many_configuration_items_three_are_told() {
    for (const std::size_t expected : {0u, 1u, 2u, 3u, 3u}) {
        CPPUNIT_ASSERT_EQUAL(expected, value(desk().find_ci({CiQuery::By::name, "web-1"})).size());
        harness_->add_ci({"", "web-1", "Server", ""});
    }
}

void DeskContract::an_incident_can_be_opened_with_its_configuration_item() {
    NewIncident bound = incident();
    bound.ci = ConfigurationItem{harness_->add_ci({"", "web-1", "Server", web_1}), "web-1", "Server", web_1};
    const DeskIncident opened = value(desk().open(bound));
    CPPUNIT_ASSERT_EQUAL(bound.ci->id, harness_->held(opened.id).ci);
    CPPUNIT_ASSERT(opened.ci_linked.value_or(true));
}

void DeskContract::a_configuration_item_that_vanished_does_not_hinder_opening() {
    NewIncident bound = incident();
    bound.ci = ConfigurationItem{harness_->add_ci({"", "web-1", "Server", web_1}), "web-1", "Server", web_1};
    harness_->remove_ci(bound.ci->id);
    const DeskIncident opened = value(desk().open(bound));
    CPPUNIT_ASSERT(opened.state == IncidentState::open);
    CPPUNIT_ASSERT_EQUAL(std::string(), harness_->held(opened.id).ci);
    CPPUNIT_ASSERT(!opened.ci_linked.value_or(false));
}

void DeskContract::binding_again_replaces_and_binding_to_nothing_is_refused() {
    const std::string id = value(desk().open(incident())).id;
    const ConfigurationItem first{harness_->add_ci({"", "web-1", "Server", web_1}), "web-1", "Server", web_1};
    const ConfigurationItem second{harness_->add_ci({"", "web-2", "Server", ""}), "web-2", "Server", ""};
    done(desk().bind(id, first));
    done(desk().bind(id, first));
    CPPUNIT_ASSERT_EQUAL(first.id, harness_->held(id).ci);
    done(desk().bind(id, second));
    CPPUNIT_ASSERT_EQUAL(second.id, harness_->held(id).ci);
    harness_->remove_ci(first.id);
    CPPUNIT_ASSERT(parks(desk().bind(id, first)));
    CPPUNIT_ASSERT_EQUAL(second.id, harness_->held(id).ci);
}

void DeskContract::one_configuration_item_takes_the_place_of_another() {
    NewIncident bound = incident();
    const ConfigurationItem first{harness_->add_ci({"", "web-1", "Server", web_1}), "web-1", "Server", web_1};
    const ConfigurationItem second{harness_->add_ci({"", "web-2", "Server", ""}), "web-2", "Server", ""};
    bound.ci = first;
    const std::string id = value(desk().open(bound)).id;
    for (int time = 1; time <= 2; ++time) {
        CPPUNIT_ASSERT(value(desk().rebind(id, first, second)) != Rebound::left);
        CPPUNIT_ASSERT_EQUAL(second.id, harness_->held(id).ci);
    }
    harness_->remove_ci(first.id);
    const auto vanished = desk().rebind(id, second, first);
    CPPUNIT_ASSERT(!vanished && !worth_retrying(vanished.error().fault));
    CPPUNIT_ASSERT_EQUAL(second.id, harness_->held(id).ci);
}

void DeskContract::assert_levels(int impact, int urgency, const std::string& id) {
    const Held held = harness_->held(id);
    CPPUNIT_ASSERT_EQUAL(impact, held.impact);
    CPPUNIT_ASSERT_EQUAL(urgency, held.urgency);
}

void DeskContract::an_incident_is_made_more_important_and_never_less() {
    NewIncident minor = incident();
    minor.impact = minor.urgency = 3;
    const std::string id = value(desk().open(minor)).id;
    done(desk().raise(id, 3, 2));
    assert_levels(3, 2, id);
    done(desk().raise(id, 2, 3));
    assert_levels(2, 2, id);
    for (int time = 1; time <= 2; ++time) done(desk().raise(id, 1, 1));
    assert_levels(1, 1, id);
    for (const auto& [impact, urgency] : {std::pair(3, 3), std::pair(1, 2), std::pair(2, 1)})
        done(desk().raise(id, impact, urgency));
    assert_levels(1, 1, id);
    CPPUNIT_ASSERT(state_of(id) == IncidentState::open && harness_->held(id).notes.empty());
    CPPUNIT_ASSERT_EQUAL(minor.title, harness_->held(id).title);
}

void DeskContract::what_people_made_more_important_stays_so() {
    NewIncident minor = incident();
    minor.impact = minor.urgency = 3;
    const std::string id = value(desk().open(minor)).id;
    harness_->set_levels(id, 1, 3);
    done(desk().raise(id, 2, 2));
    assert_levels(1, 2, id);
}

void DeskContract::an_incident_that_is_over_is_not_made_more_important() {
    const std::string id = value(desk().open(incident())).id;
    for (const IncidentState state : {IncidentState::resolved, IncidentState::closed}) {
        harness_->set_state(id, state);
        done(desk().raise(id, 1, 1));
        assert_levels(2, 1, id);
        CPPUNIT_ASSERT(state_of(id) == state);
    }
    harness_->set_state(id, IncidentState::gone);
    for (const std::string& none : {id, std::string("999999999"), std::string("no such id"), id + " OR 1=1"})
        done(desk().raise(none, 1, 1));
}

void DeskContract::an_answer_lost_to_open_is_found_by_its_key() {
    if (!harness_makes(Trouble::answer_lost)) return;
    harness_->trouble_next_call(Trouble::answer_lost);
    const auto lost = desk().open(incident());
    CPPUNIT_ASSERT(!lost && worth_retrying(lost.error().fault));
    const auto found = value(desk().find(key));
    CPPUNIT_ASSERT(found && found->state == IncidentState::open);
    CPPUNIT_ASSERT_EQUAL(found->id, value(desk().open(incident())).id);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
}

void DeskContract::an_answer_lost_to_resolve_or_reopen_changes_nothing_twice() {
    if (!harness_makes(Trouble::answer_lost)) return;
    const std::string id = value(desk().open(incident())).id;
    harness_->trouble_next_call(Trouble::answer_lost);
    CPPUNIT_ASSERT(!desk().resolve(id, "over"));
    CPPUNIT_ASSERT(value(desk().resolve(id, "over")).what == What::already_over);
    harness_->trouble_next_call(Trouble::answer_lost);
    CPPUNIT_ASSERT(!desk().reopen(id, "back"));
    CPPUNIT_ASSERT(value(desk().reopen(id, "back")) == Reopening::was_open);
    const auto notes = harness_->held(id).notes;
    CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, std::count(notes.begin(), notes.end(), "back"));
}

std::vector<Error> DeskContract::errors_of_every_operation_in(Trouble trouble, const std::string& id) {
    return errors_of_every_operation([&] { harness_->trouble_next_call(trouble); }, id);
}

std::vector<Error> DeskContract::errors_of_every_operation(const std::function<void()>& trouble,
                                                           const std::string& id) {
    std::vector<Error> errors;
    const auto attempt = [&](auto operation) {
        trouble();
        if (const auto result = operation(); !result) errors.push_back(result.error());
    };
    const std::string ci = harness_->add_ci({"", "web-1", "", ""});
    attempt([&] { return desk().find(key); });
    attempt([&] { return desk().open(incident(other_key)); });
    attempt([&] { return desk().get(id); });
    attempt([&] { return desk().note(id, "remark"); });
    attempt([&] { return desk().bind(id, {ci, "web-1", "", ""}); });
    attempt([&] { return desk().raise(id, 1, 1); });
    attempt([&] { return desk().resolve(id, "over"); });
    attempt([&] { return desk().reopen(id, "back"); });
    attempt([&] { return desk().find_ci({CiQuery::By::name, "web-1"}); });
    return errors;
}

void DeskContract::assert_open_and_untouched(const std::string& id) {
    CPPUNIT_ASSERT(state_of(id) == IncidentState::open);
    CPPUNIT_ASSERT(harness_->held(id).notes.empty() && harness_->held(id).ci.empty());
    assert_levels(incident().impact, incident().urgency, id);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
}

void DeskContract::every_call_to_a_desk_in_trouble_is_for_later_and_changes_nothing() {
    const std::string id = value(desk().open(incident())).id;
    for (const Trouble trouble : {Trouble::unreachable, Trouble::busy}) {
        if (!harness_makes(trouble)) continue;
        const auto errors = errors_of_every_operation_in(trouble, id);
        CPPUNIT_ASSERT_EQUAL(operations, errors.size());
        for (const Error& error : errors) {
            CPPUNIT_ASSERT(error.fault == Fault::unavailable);
            CPPUNIT_ASSERT(!error.message.empty());
        }
        assert_open_and_untouched(id);
    }
}

void DeskContract::an_answer_that_makes_no_sense_is_for_later() {
    if (!harness_makes(Trouble::nonsense)) return;
    const std::string id = value(desk().open(incident())).id;
    const auto errors = errors_of_every_operation_in(Trouble::nonsense, id);
    CPPUNIT_ASSERT_EQUAL(operations, errors.size());
    for (const Error& error : errors) CPPUNIT_ASSERT(error.fault == Fault::unavailable && !error.message.empty());
    CPPUNIT_ASSERT(value(desk().find(key)));
}

void DeskContract::a_refusal_is_handed_on_in_the_desks_words() {
    if (!harness_makes(Trouble::refused)) return;
    const std::string id = value(desk().open(incident())).id;
    const auto errors = errors_of_every_operation_in(Trouble::refused, id);
    CPPUNIT_ASSERT_EQUAL(operations, errors.size());
    for (const Error& error : errors) {
        CPPUNIT_ASSERT(error.fault == Fault::refused);
        CPPUNIT_ASSERT(error.message.find("refused by the desk") != std::string::npos);
    }
}

void DeskContract::a_session_that_ran_out_is_not_noticed() {
    if (!harness_makes(Trouble::session_over)) return;
    const std::string id = value(desk().open(incident())).id;
    CPPUNIT_ASSERT(errors_of_every_operation_in(Trouble::session_over, id).empty());
}

void DeskContract::several_incidents_of_one_key_are_all_told_the_oldest_first() {
    if (!harness_is_remote()) return;
    harness_->hold_creates();
    for (int creates = 0; creates < 2; ++creates) CPPUNIT_ASSERT(!harness_->impatient().open(incident()));
    harness_->release_creates();
    value(desk().open(incident(other_key)));
    auto all = value(desk().find_all(key));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
    const std::string older = all[0].id, newer = all[1].id;
    CPPUNIT_ASSERT(older != newer && !all[0].number.empty());
    const auto opened = [&] { return value(desk().open(incident(), [] { return Outcome(never); })).id; };
    CPPUNIT_ASSERT_EQUAL(older, value(desk().find(key))->id);
    CPPUNIT_ASSERT_EQUAL(older, opened());
    harness_->set_state(older, IncidentState::resolved);
    all = value(desk().find_all(key));
    CPPUNIT_ASSERT_EQUAL(older, all.at(0).id);
    CPPUNIT_ASSERT(all.at(0).state == IncidentState::resolved && all.at(1).state == IncidentState::open);
    CPPUNIT_ASSERT_EQUAL(newer, opened());
    harness_->set_state(newer, IncidentState::closed);
    all = value(desk().find_all(key));
    CPPUNIT_ASSERT(all.at(0).state == IncidentState::resolved && all.at(1).state == IncidentState::closed);
    CPPUNIT_ASSERT_EQUAL(newer, opened());
    harness_->set_state(newer, IncidentState::gone);
    all = value(desk().find_all(key));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, all.size());
    CPPUNIT_ASSERT_EQUAL(older, all.front().id);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, harness_->incidents());
}

void DeskContract::before_create_is_called_once_right_before_the_create() {
    if (!harness_is_remote()) return;
    int called = 0;
    const auto lost = desk().open(incident(), [&] {
        ++called;
        harness_->trouble_next_call(Trouble::unreachable);  // if another call than the create is next, it is created
        return Outcome();
    });
    CPPUNIT_ASSERT(!lost && lost.error().fault == Fault::unavailable);
    CPPUNIT_ASSERT_EQUAL(1, called);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
    value(desk().open(incident(), [&] {
        ++called;
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
        return Outcome();
    }));
    CPPUNIT_ASSERT_EQUAL(2, called);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
}

void DeskContract::an_error_of_before_create_keeps_the_create_from_being_sent() {
    if (!harness_is_remote()) return;
    const auto kept = desk().open(incident(), [] { return Outcome(never); });
    CPPUNIT_ASSERT(!kept && kept.error().fault == never.fault && kept.error().message == never.message);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
    value(desk().open(incident()));
}

void DeskContract::a_create_that_outlasts_our_patience_is_found_once_it_took_effect() {
    if (!harness_is_remote()) return;
    harness_->hold_creates();
    const auto slow = harness_->impatient().open(incident());
    CPPUNIT_ASSERT(!slow && slow.error().fault == Fault::unavailable && !slow.error().unsent);
    CPPUNIT_ASSERT(value(desk().find_all(key)).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
    harness_->release_creates();
    const auto found = value(desk().find_all(key));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT_EQUAL(found.front().id, value(desk().open(incident(), [] { return Outcome(never); })).id);
}

void DeskContract::a_connection_that_is_refused_has_sent_nothing() {
    if (!harness_is_remote()) return;
    const auto cut_off = desk().open(incident(), [&] {
        harness_->unplug();
        return Outcome();
    });
    CPPUNIT_ASSERT(!cut_off && cut_off.error().fault == Fault::unavailable && cut_off.error().unsent);
    const auto unseen = desk().find_all(key);
    CPPUNIT_ASSERT(!unseen && unseen.error().unsent);
    harness_->plug();
    CPPUNIT_ASSERT(value(desk().find_all(key)).empty());
    // The answer to what was sent got lost: that is another matter.
    harness_->trouble_next_call(Trouble::answer_lost);
    const auto lost = desk().open(incident());
    CPPUNIT_ASSERT(!lost && !lost.error().unsent);
}

// As a desk does whose administrator made the key unique, and one that fails after it has committed.
void DeskContract::a_create_that_is_refused_gives_the_incident_that_another_one_made() {
    if (!harness_is_remote()) return;
    harness_->hold_creates();
    CPPUNIT_ASSERT(!harness_->impatient().open(incident()));
    int called = 0;
    const auto found = desk().open(incident(), [&] {
        ++called;
        harness_->release_creates();
        harness_->trouble_next_call(Trouble::refused);
        return Outcome();
    });
    CPPUNIT_ASSERT_EQUAL(value(desk().find(key))->id, value(found).id);
    CPPUNIT_ASSERT_EQUAL(1, called);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness_->incidents());
}

void DeskContract::a_desk_trusts_the_authorities_of_its_own_file_alone() {
    if (!harness_is_remote()) return;
    for (const DeskHarness::Trust trust : {DeskHarness::Trust::nobody, DeskHarness::Trust::wrong_file}) {
        const auto opened = harness_->trusting(trust)->open(incident());
        CPPUNIT_ASSERT(!opened && opened.error().fault == Fault::unavailable && opened.error().unsent);
        CPPUNIT_ASSERT(opened.error().message.find("not trusted") != std::string::npos);
    }
    const auto trusting = harness_->trusting(DeskHarness::Trust::right_file);
    const std::string id = value(trusting->open(incident())).id;
    CPPUNIT_ASSERT(value(trusting->resolve(id, "over")).what == What::resolved);
    CPPUNIT_ASSERT_EQUAL(id, value(desk().find(key))->id);
}

void DeskContract::whatever_way_a_desk_says_later_nothing_is_parked_by_it() {
    const auto ways = harness_->later_ways();
    if (ways.empty()) {
        std::cerr << " SKIPPED: this desk has no odd way to say later";
        return;
    }
    const std::string id = value(desk().open(incident())).id;
    for (const std::string& way : ways) {
        const auto errors = errors_of_every_operation([&] { harness_->later_next_call(way); }, id);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(way, operations, errors.size());
        for (const Error& error : errors) {
            CPPUNIT_ASSERT_MESSAGE(way + ": " + error.message, error.fault == Fault::unavailable);
            CPPUNIT_ASSERT(!error.message.empty() && !error.unsent);
        }
        assert_open_and_untouched(id);
    }
}

void DeskContract::a_check_tells_something_and_creates_nothing() {
    const DeskCheck check = value(desk().check());
    CPPUNIT_ASSERT(!check.lines.empty());
    for (const auto& line : check.lines) {
        CPPUNIT_ASSERT(!line.what.empty());
        CPPUNIT_ASSERT_MESSAGE("no remedy for: " + line.what, line.good || !line.remedy.empty());
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness_->incidents());
}

}  // namespace secure_export::contract

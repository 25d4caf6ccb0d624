// Long: one table of decisions, a case each.
#include "core/plan.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <map>

#include "core/correlation.h"
#include "core/happening.h"

using namespace secure_export;

namespace {

const Time received{Milliseconds(1'700'000'000'000)};
Time minute(int n) { return received + std::chrono::minutes(n); }

constexpr std::array states{State::unknown,   State::opening,   State::open,
                            State::resolving, State::reopening, State::closed};

// When an alert says it fired, what was told before, and what that makes of a Fired and of a Resolved.
struct Times {
    const char* name;
    std::optional<Time> told, told_before;
    Event of_fired, of_resolved;
};
const std::array situations{
    Times{"nothing was told ever", {}, {}, Event::fired, Event::resolved},
    Times{"the first time that is told", minute(-5), {}, Event::fired, Event::resolved},
    Times{"none told, one known", {}, minute(-5), Event::fired, Event::resolved},
    Times{"the one that is known", minute(-5), minute(-5), Event::fired_again, Event::resolved},
    Times{"a newer one", minute(-4), minute(-5), Event::fired, Event::resolved},
    Times{"an older one", minute(-6), minute(-5), Event::late, Event::late},
    Times{"ahead, as clocks may be", minute(10), minute(-5), Event::fired, Event::resolved},
    Times{"too far ahead: not told", minute(11), minute(-5), Event::fired, Event::resolved},
    Times{"too far ahead, none known", minute(11), {}, Event::fired, Event::resolved},
};

struct Decided {
    Act act;
    State next;
    std::string why;
};

const std::string late = "late: a newer firing is known", repeat = "a repeat of a firing that is known",
                  over = "already over", opens = "a new incident would be opened",
                  notes = "incident INC7 would get a note that it fired again",
                  resolves = "incident INC7 would be resolved", reopens = "incident INC7 would be opened again",
                  looks = "no Fired of it is known: an incident that the desk has open under its key would be resolved";

// Every state against every event; where the policy counts, for new incidents.
const std::map<State, std::map<Event, Decided>> table{
    {State::unknown,
     {{Event::fired, {Act::open_incident, State::opening, opens}},
      {Event::fired_again, {Act::nothing, State::unknown, repeat}},
      {Event::resolved, {Act::resolve_if_found, State::closed, looks}},
      {Event::late, {Act::nothing, State::unknown, late}}}},
    {State::opening,
     {{Event::fired, {Act::open_incident, State::opening, opens}},
      {Event::fired_again, {Act::open_incident, State::opening, opens}},
      {Event::resolved, {Act::resolve_incident, State::resolving, resolves}},
      {Event::late, {Act::nothing, State::opening, late}}}},
    {State::open,
     {{Event::fired, {Act::add_note, State::open, notes}},
      {Event::fired_again, {Act::nothing, State::open, repeat}},
      {Event::resolved, {Act::resolve_incident, State::resolving, resolves}},
      {Event::late, {Act::nothing, State::open, late}}}},
    {State::resolving,
     {{Event::fired, {Act::add_note, State::open, notes}},
      {Event::fired_again, {Act::nothing, State::resolving, repeat}},
      {Event::resolved, {Act::resolve_incident, State::resolving, resolves}},
      {Event::late, {Act::nothing, State::resolving, late}}}},
    {State::reopening,
     {{Event::fired, {Act::reopen_incident, State::reopening, reopens}},
      {Event::fired_again, {Act::reopen_incident, State::reopening, reopens}},
      {Event::resolved, {Act::resolve_incident, State::resolving, resolves}},
      {Event::late, {Act::nothing, State::reopening, late}}}},
    {State::closed,
     {{Event::fired, {Act::open_incident, State::opening, opens}},
      {Event::fired_again, {Act::nothing, State::closed, repeat}},
      {Event::resolved, {Act::nothing, State::closed, over}},
      {Event::late, {Act::nothing, State::closed, late}}}},
};

// A mapping in that state, as the work line leaves it after one incident in desk "before".
Known known_in(State state) {
    Known known;
    known.state = state;
    if (state == State::unknown) return known;
    known.generation = 1;
    known.incident = KnownIncident{"before", "INC7"};
    known.rule = "CPU high";
    known.first_target = "/subscriptions/s/vm-1";
    return known;
}

const std::string news_note = "incident INC7 would get a note: Service Health ABC-1: stage ",
                  elsewhere = "; by the connection this message would go to desk \"usual\", but the first one decided",
                  unknown_end = "the end came, but no beginning of it is known: recorded, no incident is opened for it",
                  unknown_news =
                      "it continues, but no beginning of it is known: recorded, no incident is opened for it",
                  no_incident = "comes after the end of what had no incident: recorded",
                  being_changed = "its incident is being changed: recorded";

// Every state against every news of a happening.
const std::map<State, std::map<News, Decided>> news_table{
    {State::unknown,
     {{News::begins, {Act::open_incident, State::opening, opens}},
      {News::continues, {Act::nothing, State::unknown, unknown_news}},
      {News::ends, {Act::resolve_if_found, State::closed, looks}},
      {News::follows, {Act::nothing, State::unknown, no_incident}}}},
    {State::opening,
     {{News::begins, {Act::open_incident, State::opening, opens}},
      {News::continues, {Act::nothing, State::opening, being_changed}},
      {News::ends, {Act::resolve_incident, State::resolving, resolves + elsewhere}},
      {News::follows, {Act::nothing, State::opening, being_changed}}}},
    {State::open,
     {{News::begins, {Act::add_note, State::open, news_note + "Active" + elsewhere}},
      {News::continues, {Act::add_note, State::open, news_note + "Active" + elsewhere}},
      {News::ends, {Act::resolve_incident, State::resolving, resolves + elsewhere}},
      {News::follows, {Act::add_note, State::open, news_note + "RCA" + elsewhere}}}},
    {State::resolving,
     {{News::begins, {Act::add_note, State::open, news_note + "Active" + elsewhere}},
      {News::continues, {Act::nothing, State::resolving, being_changed}},
      {News::ends, {Act::resolve_incident, State::resolving, resolves + elsewhere}},
      {News::follows, {Act::nothing, State::resolving, being_changed}}}},
    {State::reopening,
     {{News::begins, {Act::reopen_incident, State::reopening, reopens}},
      {News::continues, {Act::nothing, State::reopening, being_changed}},
      {News::ends, {Act::resolve_incident, State::resolving, resolves + elsewhere}},
      {News::follows, {Act::nothing, State::reopening, being_changed}}}},
    {State::closed,
     {{News::begins, {Act::open_incident, State::opening, opens}},
      {News::continues, {Act::nothing, State::closed, over}},
      {News::ends, {Act::nothing, State::closed, over}},
      {News::follows, {Act::add_note, State::closed, news_note + "RCA" + elsewhere}}}},
};

Alert alert_of(Condition condition) {
    Alert alert;
    alert.key = "a1";
    alert.condition = condition;
    alert.rule = "CPU high";
    alert.target_ids = {"/subscriptions/s/vm-1"};
    alert.fired_at = minute(-5);
    if (condition == Condition::resolved) alert.resolved_at = minute(-1);
    return alert;
}

// Of a Service Health event, sent five minutes ago.
Alert message_of(News news) {
    Alert alert = alert_of(Condition::fired);
    alert.progress.kind = Progress::Kind::service_health;
    alert.progress.id = "ABC-1";
    alert.progress.stage = news == News::ends ? "Resolved" : news == News::follows ? "RCA" : "Active";
    alert.happening_key = happening_key(alert.progress);
    alert.news = news;
    count_by_happening(alert);
    return alert;
}

Connection connection_of(Refire refire = Refire::new_incident) {
    Connection connection;
    connection.name = "contoso";
    connection.desk = "usual";
    connection.refire = refire;
    Route route;
    route.name = "disks";
    route.rules = {"disk*"};
    route.desk = "storage";
    connection.routes = {route};
    return connection;
}

}  // namespace

class PlanTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PlanTest);
    CPPUNIT_TEST(every_state_event_and_time_has_its_act_and_its_reason);
    CPPUNIT_TEST(every_state_and_news_of_a_happening_has_its_act_and_its_reason);
    CPPUNIT_TEST(an_end_of_a_happening_may_come_from_another_rule_about_another_target);
    CPPUNIT_TEST(a_review_is_no_note_where_no_incident_can_take_it);
    CPPUNIT_TEST(an_incident_that_is_over_is_opened_again_where_the_policy_says_so_and_there_is_one);
    CPPUNIT_TEST(what_was_intended_before_is_a_second_try);
    CPPUNIT_TEST(an_incident_stays_in_its_desk_and_a_new_one_goes_by_the_route);
    CPPUNIT_TEST(a_mapping_that_has_forgotten_asks_the_desk_of_the_route);
    CPPUNIT_TEST(the_generation_is_the_one_that_the_act_is_about);
    CPPUNIT_TEST(a_resolved_of_another_rule_and_target_is_parked_until_it_is_confirmed);
    CPPUNIT_TEST(an_alert_whose_incident_is_missing_is_never_worked_on_without_one);
    CPPUNIT_TEST(one_of_the_two_alike_is_no_reason_to_park);
    CPPUNIT_TEST(a_plan_names_the_happening_the_times_and_no_hold);
    CPPUNIT_TEST(names_of_acts_are_what_scripts_read);
    CPPUNIT_TEST_SUITE_END();

    void every_state_event_and_time_has_its_act_and_its_reason() {
        const Connection connection = connection_of();
        for (const State state : states)
            for (const Times& times : situations)
                for (const Condition condition : {Condition::fired, Condition::resolved}) {
                    Known known = known_in(state);
                    known.last_fired = times.told_before;
                    Alert alert = alert_of(condition);
                    alert.fired_at = times.told;
                    const Plan made = plan(alert, known, connection, received);
                    const Event event = condition == Condition::fired ? times.of_fired : times.of_resolved;
                    const Decided& expected = table.at(state).at(event);
                    const std::string where = std::string(name_of(state)) + ", " + times.name +
                                              (condition == Condition::fired ? ", fired" : ", resolved");
                    CPPUNIT_ASSERT_MESSAGE(where, made.event == event);
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(name_of(expected.act)),
                                                 std::string(name_of(made.act)));
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(name_of(expected.next)),
                                                 std::string(name_of(made.next)));
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(where, expected.why, made.why);
                }
    }

    void every_state_and_news_of_a_happening_has_its_act_and_its_reason() {
        for (const State state : states)
            for (const auto& [news, decided] : news_table.at(state)) {
                const Plan made = plan(message_of(news), known_in(state), connection_of(), received);
                const std::string where =
                    std::string(name_of(state)) + ", news " + std::to_string(static_cast<int>(news));
                CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(name_of(decided.act)), std::string(name_of(made.act)));
                CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(name_of(decided.next)),
                                             std::string(name_of(made.next)));
                CPPUNIT_ASSERT_EQUAL_MESSAGE(where, decided.why, made.why);
                Known newer = known_in(state);
                newer.last_fired = minute(-1);
                const Plan late_one = plan(message_of(news), newer, connection_of(), received);
                CPPUNIT_ASSERT_MESSAGE(where, late_one.event == Event::late && late_one.act == Act::nothing);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string("late: newer news of it is known"), late_one.why);
            }
    }

    void an_end_of_a_happening_may_come_from_another_rule_about_another_target() {
        Alert end = message_of(News::ends);
        end.rule = "Disk full";
        end.target_ids = {"/subscriptions/t/vm-2"};
        const Plan made = plan(end, known_in(State::open), connection_of(), received);
        CPPUNIT_ASSERT(made.act == Act::resolve_incident);
        CPPUNIT_ASSERT_EQUAL(std::string("before"), made.desk);
        CPPUNIT_ASSERT_EQUAL(
            std::string("; by route \"disks\" this message would go to desk \"storage\", but the first "
                        "one decided"),
            made.elsewhere);
    }

    // A create that an operator dropped has left an incident without a number.
    void a_review_is_no_note_where_no_incident_can_take_it() {
        Known known = known_in(State::closed);
        known.incident->number.clear();
        for (const bool is_there : {true, false}) {
            if (!is_there) known.incident.reset();
            const Plan made = plan(message_of(News::follows), known, connection_of(), received);
            CPPUNIT_ASSERT(made.act == Act::nothing && made.next == State::closed);
        }
    }

    void an_incident_that_is_over_is_opened_again_where_the_policy_says_so_and_there_is_one() {
        const Connection connection = connection_of(Refire::reopen);
        Known known = known_in(State::closed);
        const Plan again = plan(alert_of(Condition::fired), known, connection, received);
        CPPUNIT_ASSERT(again.act == Act::reopen_incident && again.next == State::reopening);
        CPPUNIT_ASSERT(!again.new_incident && !again.second_try);
        CPPUNIT_ASSERT_EQUAL(std::string("before"), again.desk);
        CPPUNIT_ASSERT_EQUAL(1, again.generation);
        CPPUNIT_ASSERT_EQUAL(reopens, again.why);
        known.incident.reset();  // it could not be opened again, or there never was one
        const Plan fresh = plan(alert_of(Condition::fired), known, connection, received);
        CPPUNIT_ASSERT(fresh.act == Act::open_incident && fresh.new_incident);
        CPPUNIT_ASSERT_EQUAL(std::string("usual"), fresh.desk);
        CPPUNIT_ASSERT_EQUAL(2, fresh.generation);
    }

    void what_was_intended_before_is_a_second_try() {
        const Connection connection = connection_of();
        const auto second_try = [&](State state, Condition condition) {
            const Plan made = plan(alert_of(condition), known_in(state), connection, received);
            CPPUNIT_ASSERT(!(made.second_try && made.new_incident));
            return made.second_try;
        };
        CPPUNIT_ASSERT(second_try(State::opening, Condition::fired));
        CPPUNIT_ASSERT(second_try(State::resolving, Condition::resolved));
        CPPUNIT_ASSERT(second_try(State::reopening, Condition::fired));
        for (const auto& [state, condition] : {std::pair{State::unknown, Condition::fired},
                                               {State::unknown, Condition::resolved},
                                               {State::opening, Condition::resolved},
                                               {State::open, Condition::fired},
                                               {State::open, Condition::resolved},
                                               {State::resolving, Condition::fired},
                                               {State::reopening, Condition::resolved},
                                               {State::closed, Condition::fired},
                                               {State::closed, Condition::resolved}})
            CPPUNIT_ASSERT_MESSAGE(name_of(state), !second_try(state, condition));
    }

    void an_incident_stays_in_its_desk_and_a_new_one_goes_by_the_route() {
        const Connection connection = connection_of();
        for (const State state : states)
            for (const Condition condition : {Condition::fired, Condition::resolved})
                for (const char* rule : {"CPU high", "Disk full"}) {
                    Alert alert = alert_of(condition);
                    alert.rule = rule;
                    const Plan made = plan(alert, known_in(state), connection, received);
                    const bool routed = alert.rule == "Disk full";
                    const bool is_new =
                        state == State::unknown || (state == State::closed && condition == Condition::fired);
                    const std::string desk = !is_new ? "before" : routed ? "storage" : "usual";
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(name_of(state), desk, made.desk);
                    CPPUNIT_ASSERT(made.route == (routed ? &connection.routes[0] : nullptr));
                }
    }

    // The incident that it had is over and of a firing that was forgotten.
    void a_mapping_that_has_forgotten_asks_the_desk_of_the_route() {
        Known known = known_in(State::closed);
        known.state = State::unknown;
        known.rule = known.first_target = "";
        const Plan made = plan(alert_of(Condition::resolved), known, connection_of(), received);
        CPPUNIT_ASSERT(made.act == Act::resolve_if_found && made.new_incident);
        CPPUNIT_ASSERT_EQUAL(std::string("usual"), made.desk);
        CPPUNIT_ASSERT_EQUAL(2, made.generation);
    }

    void the_generation_is_the_one_that_the_act_is_about() {
        const Connection connection = connection_of();
        const auto generation = [&](State state, Condition condition, int begun) {
            Known known = known_in(state);
            known.generation = begun;
            return plan(alert_of(condition), known, connection, received).generation;
        };
        CPPUNIT_ASSERT_EQUAL(1, generation(State::unknown, Condition::fired, 0));
        CPPUNIT_ASSERT_EQUAL(1, generation(State::unknown, Condition::resolved, 0));
        CPPUNIT_ASSERT_EQUAL(4, generation(State::closed, Condition::fired, 3));
        CPPUNIT_ASSERT_EQUAL(3, generation(State::closed, Condition::resolved, 3));
        for (const State state : {State::opening, State::open, State::resolving, State::reopening})
            for (const Condition condition : {Condition::fired, Condition::resolved})
                CPPUNIT_ASSERT_EQUAL_MESSAGE(name_of(state), 3, generation(state, condition, 3));
    }

    void a_resolved_of_another_rule_and_target_is_parked_until_it_is_confirmed() {
        Alert other = alert_of(Condition::resolved);
        other.rule = "Disk full";
        other.target_ids = {"/subscriptions/s/vm-2"};
        for (const State state : states) {
            Known known = known_in(state);
            Plan made = plan(other, known, connection_of(), received);
            if (state == State::unknown) {
                CPPUNIT_ASSERT(made.act == Act::resolve_if_found);
                continue;
            }
            CPPUNIT_ASSERT(made.act == Act::park);
            CPPUNIT_ASSERT(made.next == state && !made.second_try && !made.new_incident);
            CPPUNIT_ASSERT_EQUAL(std::string("before"), made.desk);
            CPPUNIT_ASSERT_EQUAL(
                std::string("this Resolved has the id of an alert of rule \"CPU high\" on /subscriptions/s/vm-1, but "
                            "names rule \"Disk full\" on /subscriptions/s/vm-2: its incident is not resolved. To "
                            "resolve it all the same, retry this delivery by its number; otherwise drop it"),
                made.why);
            known.confirmed = true;
            CPPUNIT_ASSERT(plan(other, known, connection_of(), received).act ==
                           table.at(state).at(Event::resolved).act);
        }
        Known known = known_in(State::open);
        known.last_fired = minute(-1);
        CPPUNIT_ASSERT(plan(other, known, connection_of(), received).act == Act::nothing);  // late
        other.condition = Condition::fired;
        CPPUNIT_ASSERT(plan(other, known_in(State::open), connection_of(), received).act == Act::add_note);
    }

    void an_alert_whose_incident_is_missing_is_never_worked_on_without_one() {
        for (const State state : states)
            for (const Times& times : situations)
                for (const Condition condition : {Condition::fired, Condition::resolved}) {
                    Known known = known_in(state);
                    known.incident.reset();
                    known.last_fired = times.told_before;
                    Alert alert = alert_of(condition);
                    alert.fired_at = times.told;
                    const Plan made = plan(alert, known, connection_of(), received);
                    const bool at_the_desk = made.act != Act::nothing && made.act != Act::park;
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(name_of(state), at_the_desk, made.new_incident);
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(name_of(state), std::string("usual"), made.desk);
                }
        Known known = known_in(State::open);
        known.incident.reset();
        const Plan made = plan(alert_of(Condition::resolved), known, connection_of(), received);
        CPPUNIT_ASSERT(made.act == Act::park && made.next == State::open);
        CPPUNIT_ASSERT_EQUAL(std::string("the mapping has this alert as \"open\" but has no incident for it: look for "
                                         "the incident in the desk, then drop this delivery"),
                             made.why);
    }

    void one_of_the_two_alike_is_no_reason_to_park() {
        const auto resolves_with = [&](std::string rule, std::string target) {
            Alert alert = alert_of(Condition::resolved);
            alert.rule = std::move(rule);
            alert.target_ids.clear();
            if (!target.empty()) alert.target_ids.push_back(std::move(target));
            return plan(alert, known_in(State::open), connection_of(), received).act == Act::resolve_incident;
        };
        CPPUNIT_ASSERT(!resolves_with("Disk full", "/subscriptions/s/vm-2"));
        CPPUNIT_ASSERT(resolves_with(" cpu HIGH ", "/subscriptions/s/vm-2"));
        CPPUNIT_ASSERT(resolves_with("Disk full", "/Subscriptions/S/VM-1/"));
        CPPUNIT_ASSERT(resolves_with("", "/subscriptions/s/vm-2"));
        CPPUNIT_ASSERT(resolves_with("Disk full", ""));
    }

    void a_plan_names_the_happening_the_times_and_no_hold() {
        Alert alert = alert_of(Condition::resolved);
        alert.resolved_at = minute(11);
        const Plan made = plan(alert, known_in(State::open), connection_of(), received);
        CPPUNIT_ASSERT_EQUAL(correlation_key("contoso", "a1"), made.subject_key);
        CPPUNIT_ASSERT(made.fired == minute(-5));
        CPPUNIT_ASSERT(!made.resolved);
        CPPUNIT_ASSERT(made.hold == Milliseconds(0));
    }

    void names_of_acts_are_what_scripts_read() {
        const std::array<std::pair<Act, std::string>, 7> names{{{Act::nothing, "nothing"},
                                                                {Act::open_incident, "open_incident"},
                                                                {Act::add_note, "add_note"},
                                                                {Act::resolve_incident, "resolve_incident"},
                                                                {Act::reopen_incident, "reopen_incident"},
                                                                {Act::resolve_if_found, "resolve_if_found"},
                                                                {Act::park, "park"}}};
        for (const auto& [act, name] : names) CPPUNIT_ASSERT_EQUAL(name, std::string(name_of(act)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlanTest);

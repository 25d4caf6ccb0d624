#include "core/lifecycle.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <random>

using namespace secure_export;

namespace {

const Time base{Milliseconds(1'700'000'000'000)};
Time minute(int n) { return base + std::chrono::minutes(n); }

// A desk as the lifecycle imagines it: what was ordered, counted.
struct Simulation {
    State state = State::unknown;
    std::optional<Time> last_fired;
    int open_now = 0, opened = 0, resolved = 0, reopened = 0;

    void hear(Condition condition, Time at, Refire policy) {
        const Step next = step(state, classify(condition, at, last_fired), policy);
        switch (next.act) {
            case Act::open_incident: ++opened, ++open_now; break;
            case Act::resolve_incident: ++resolved, --open_now; break;
            case Act::reopen_incident: ++reopened, ++open_now; break;
            case Act::look_up_ci:
            case Act::park:
            case Act::resolve_if_found:  // an empty desk
            case Act::add_note:
            case Act::nothing: break;
        }
        state = done(next.act, next.next);
        last_fired = newest(last_fired, at);
    }
};

}  // namespace

class LifecycleTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LifecycleTest);
    CPPUNIT_TEST(fired_opens_and_its_resolved_resolves);
    CPPUNIT_TEST(a_repeat_changes_nothing);
    CPPUNIT_TEST(resolved_before_fired_is_remembered_and_opens_nothing);
    CPPUNIT_TEST(a_newer_firing_while_open_is_a_note);
    CPPUNIT_TEST(a_newer_firing_after_the_end_follows_the_policy);
    CPPUNIT_TEST(late_news_changes_nothing);
    CPPUNIT_TEST(only_times_that_were_told_are_compared);
    CPPUNIT_TEST(a_time_of_the_future_counts_as_not_told);
    CPPUNIT_TEST(a_second_try_does_the_same_act_again);
    CPPUNIT_TEST(dropping_an_item_leaves_a_state_that_later_news_can_act_on);
    CPPUNIT_TEST(names_of_states_read_back);
    CPPUNIT_TEST(no_history_opens_two_or_closes_what_is_not_open);
    CPPUNIT_TEST_SUITE_END();

    void fired_opens_and_its_resolved_resolves() {
        Simulation simulation;
        simulation.hear(Condition::fired, minute(1), Refire::new_incident);
        CPPUNIT_ASSERT(simulation.state == State::open);
        simulation.hear(Condition::resolved, minute(1), Refire::new_incident);
        CPPUNIT_ASSERT(simulation.state == State::closed);
        CPPUNIT_ASSERT_EQUAL(1, simulation.opened);
        CPPUNIT_ASSERT_EQUAL(1, simulation.resolved);
    }

    void a_repeat_changes_nothing() {
        CPPUNIT_ASSERT(step(State::open, Event::fired_again, Refire::new_incident) ==
                       (Step{State::open, Act::nothing}));
        CPPUNIT_ASSERT(step(State::closed, Event::fired_again, Refire::reopen) == (Step{State::closed, Act::nothing}));
        CPPUNIT_ASSERT(step(State::closed, Event::resolved, Refire::reopen) == (Step{State::closed, Act::nothing}));
    }

    void resolved_before_fired_is_remembered_and_opens_nothing() {
        Simulation simulation;
        simulation.hear(Condition::resolved, minute(1), Refire::new_incident);
        simulation.hear(Condition::fired, minute(1), Refire::new_incident);
        CPPUNIT_ASSERT(simulation.state == State::closed);
        CPPUNIT_ASSERT_EQUAL(0, simulation.opened);
        simulation.hear(Condition::fired, minute(2), Refire::new_incident);  // the neighbour: really a new firing
        CPPUNIT_ASSERT_EQUAL(1, simulation.opened);
    }

    void a_newer_firing_while_open_is_a_note() {
        CPPUNIT_ASSERT(step(State::open, Event::fired, Refire::new_incident) == (Step{State::open, Act::add_note}));
    }

    void a_newer_firing_after_the_end_follows_the_policy() {
        CPPUNIT_ASSERT(step(State::closed, Event::fired, Refire::new_incident) ==
                       (Step{State::opening, Act::open_incident}));
        CPPUNIT_ASSERT(step(State::closed, Event::fired, Refire::reopen) ==
                       (Step{State::reopening, Act::reopen_incident}));
    }

    void late_news_changes_nothing() {
        CPPUNIT_ASSERT(classify(Condition::resolved, minute(1), minute(2)) == Event::late);
        CPPUNIT_ASSERT(classify(Condition::resolved, minute(2), minute(2)) == Event::resolved);
        CPPUNIT_ASSERT(classify(Condition::fired, minute(1), minute(2)) == Event::late);
        CPPUNIT_ASSERT(classify(Condition::fired, minute(2), minute(2)) == Event::fired_again);
        CPPUNIT_ASSERT(classify(Condition::fired, minute(3), minute(2)) == Event::fired);
        CPPUNIT_ASSERT(classify(Condition::fired, minute(1), std::nullopt) == Event::fired);
        for (State state :
             {State::unknown, State::opening, State::open, State::resolving, State::reopening, State::closed})
            CPPUNIT_ASSERT(step(state, Event::late, Refire::reopen) == (Step{state, Act::nothing}));
    }

    void only_times_that_were_told_are_compared() {
        CPPUNIT_ASSERT(classify(Condition::resolved, minute(1), std::nullopt) == Event::resolved);
        CPPUNIT_ASSERT(classify(Condition::resolved, std::nullopt, minute(2)) == Event::resolved);
        CPPUNIT_ASSERT(classify(Condition::resolved, std::nullopt, std::nullopt) == Event::resolved);
        CPPUNIT_ASSERT(classify(Condition::fired, std::nullopt, minute(2)) == Event::fired);
        CPPUNIT_ASSERT(classify(Condition::fired, std::nullopt, std::nullopt) == Event::fired);
        CPPUNIT_ASSERT(newest(std::nullopt, minute(1)) == minute(1));
        CPPUNIT_ASSERT(newest(minute(2), minute(1)) == minute(2));
        CPPUNIT_ASSERT(newest(minute(2), std::nullopt) == minute(2));
        CPPUNIT_ASSERT(!newest(std::nullopt, std::nullopt));
    }

    void a_time_of_the_future_counts_as_not_told() {
        CPPUNIT_ASSERT(believable(minute(10), minute(0)) == minute(10));
        CPPUNIT_ASSERT(!believable(minute(10) + Milliseconds(1), minute(0)));
        CPPUNIT_ASSERT(believable(minute(-100'000), minute(0)) == minute(-100'000));
        CPPUNIT_ASSERT(!believable(std::nullopt, minute(0)));
    }

    void a_second_try_does_the_same_act_again() {
        for (Event event : {Event::fired, Event::fired_again}) {
            CPPUNIT_ASSERT(step(State::opening, event, Refire::new_incident) ==
                           (Step{State::opening, Act::open_incident}));
            CPPUNIT_ASSERT(step(State::reopening, event, Refire::reopen) ==
                           (Step{State::reopening, Act::reopen_incident}));
        }
        CPPUNIT_ASSERT(step(State::resolving, Event::resolved, Refire::reopen) ==
                       (Step{State::resolving, Act::resolve_incident}));
    }

    void dropping_an_item_leaves_a_state_that_later_news_can_act_on() {
        CPPUNIT_ASSERT(dropped(State::opening) == State::closed);
        CPPUNIT_ASSERT(dropped(State::reopening) == State::closed);
        CPPUNIT_ASSERT(dropped(State::resolving) == State::open);  // the incident is open still, and people's to close
        CPPUNIT_ASSERT(dropped(State::open) == State::open);
    }

    void names_of_states_read_back() {
        for (State state :
             {State::unknown, State::opening, State::open, State::resolving, State::reopening, State::closed})
            CPPUNIT_ASSERT(state_named(name_of(state)) == state);
        CPPUNIT_ASSERT(!state_named("merged"));
    }

    void no_history_opens_two_or_closes_what_is_not_open() {
        std::mt19937 random(7);
        for (int round = 0; round < 20'000; ++round) {
            Simulation simulation;
            const Refire policy = round % 2 ? Refire::reopen : Refire::new_incident;
            for (int i = 0; i < 12; ++i) {
                const auto condition = random() % 2 ? Condition::fired : Condition::resolved;
                simulation.hear(condition, minute(static_cast<int>(random() % 4)), policy);
                CPPUNIT_ASSERT(simulation.open_now == 0 || simulation.open_now == 1);
                CPPUNIT_ASSERT_EQUAL(simulation.state == State::open, simulation.open_now == 1);
            }
            CPPUNIT_ASSERT(simulation.opened <= 4);  // one for each firing there was
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LifecycleTest);

#pragma once
// What a test of the desk contract stands on: a desk, and the desk's other side.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/desk.h"
#include "core/text.h"

namespace secure_export::contract {

// What goes wrong between us and a desk, for one call.
enum class Trouble {
    unreachable,   // nothing arrives: connection refused, a locked database
    busy,          // the desk says "not now": 429, 503, ITSM_LATER
    answer_lost,   // done, but the answer does not come back
    nonsense,      // the answer is not what the desk's documentation says: an error page, another type
    refused,       // the desk turns it down in words: "refused by the desk"
    session_over,  // a login or token ran out meanwhile: the desk signs in again by itself
};

// An incident as people see it in the desk.
struct Held {
    std::string title, description, resolution;
    int impact = 0, urgency = 0;
    std::string ci;  // id; empty: none
    std::vector<std::string> notes;
};

// One desk with a world of its own, new for each test.  For a remote desk the other side is a stand-in server that is
// as strict as the real one's documentation.
class DeskHarness {
public:
    virtual ~DeskHarness() = default;
    virtual Desk& desk() = 0;

    // The other side, not through the desk.  People: set_state(id, gone) deletes.
    virtual std::string add_ci(const ConfigurationItem& ci) = 0;  // `ci.id` is ignored; gives the id
    virtual void remove_ci(const std::string& id) = 0;
    virtual Held held(const std::string& id) = 0;
    virtual std::size_t incidents() = 0;  // all of them
    virtual void set_state(const std::string& id, IncidentState state) = 0;

    // A title as this desk has room for it.
    virtual std::string fitted(const std::string& title) const { return cut_to_characters(title, 255); }

    // Whether this stand can make such trouble; tests of trouble it cannot make pass over it.
    virtual bool can_make(Trouble) const { return false; }
    virtual void trouble_next_call(Trouble) {}

    // Whether the desk is reached over a network; tests of what only a network can do pass over the others, which need
    // not have what follows.
    virtual bool remote() const { return false; }
    virtual Desk& impatient() { return desk(); }  // the same desk with a time limit of one second
    // Creates wait in the other side; released, all of them take effect before release_creates() returns, whether or
    // not their client still waits.
    virtual void hold_creates() {}
    virtual void release_creates() {}
    // The same desk, where the system trusts nobody and "ca_file" is not set or holds the right authority, or where the
    // system trusts the right one and "ca_file" holds another.
    enum class Trust { nobody, right_file, wrong_file };
    virtual std::unique_ptr<Desk> trusting(Trust) { return nullptr; }
    virtual void unplug() {}  // from now on connections are refused ...
    virtual void plug() {}    // ... until now
    // Whether a host is found under both forms of its name, "web-1" and "web-1.shop.example".
    virtual bool knows_hosts() const { return false; }
    // The desk's own odd ways to say "not now", by name; the next call is answered in one of them and does nothing.
    virtual std::vector<std::string> later_ways() { return {}; }
    virtual void later_next_call(const std::string&) {}

    // What the desk sent that the other side's documentation does not allow; each is a failure of the test.
    virtual std::vector<std::string> complaints() const { return {}; }
};

}  // namespace secure_export::contract

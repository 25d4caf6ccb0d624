#pragma once
// The interface between the desk contract tests and one kind of desk: the desk, and control of its server.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/desk.h"
#include "core/text.h"

namespace secure_export::contract {

// A failure of one call to a desk.
enum class Trouble {
    unreachable,   // nothing arrives: connection refused, a locked database
    busy,          // the desk says "not now": 429, 503, ITSM_LATER
    answer_lost,   // carried out, but the response is lost
    nonsense,      // the response violates the desk's documentation: an error page, another type
    refused,       // the desk refuses with the message "refused by the desk"
    session_over,  // a login or token has expired: the desk signs in again by itself
};

// An incident as people see it in the desk.
struct Held {
    std::string title, description, resolution;
    int impact = 0, urgency = 0;
    std::string ci;  // id; empty: none
    std::vector<std::string> notes;
};

// One desk with its own server, new for each test.  The server of a remote desk is a stand-in that is as strict as the
// documentation of the real one.
class DeskHarness {
public:
    virtual ~DeskHarness() = default;
    virtual Desk& desk() = 0;

    // Direct access to the server's data, as people have it.  set_state(id, gone) deletes the incident.
    virtual std::string add_ci(const ConfigurationItem& ci) = 0;  // ignores `ci.id`; returns the new id
    virtual void remove_ci(const std::string& id) = 0;
    virtual Held held(const std::string& id) = 0;
    virtual std::size_t incidents() = 0;  // number of all incidents
    virtual void set_state(const std::string& id, IncidentState state) = 0;
    virtual void set_levels(const std::string& id, int impact, int urgency) = 0;  // both 1 to 3

    // The title as this desk stores it, cut to its limit.
    virtual std::string fitted(const std::string& title) const { return cut_to_characters(title, 255); }

    // Whether this harness can cause such a failure; otherwise tests of it are skipped.
    virtual bool can_make(Trouble) const { return false; }
    virtual void trouble_next_call(Trouble) {}

    // Whether the desk is called over a network.  Tests of network failures are skipped for other desks, which need not
    // implement the functions below.
    virtual bool remote() const { return false; }
    virtual Desk& impatient() { return desk(); }  // the same desk with a time limit of one second
    // hold_creates() makes the server delay creates.  After release_creates() all of them have taken effect, whether or
    // not the client still waits for the response.
    virtual void hold_creates() {}
    virtual void release_creates() {}
    // The same desk with other trusted CAs: the system trusts none, and "ca_file" is not set or has the right CA; or
    // the system trusts the right one, and "ca_file" has another.
    enum class Trust { nobody, right_file, wrong_file };
    virtual std::unique_ptr<Desk> trusting(Trust) { return nullptr; }
    virtual void unplug() {}  // connections are refused from now on
    virtual void plug() {}    // ends unplug()
    // Whether a host is found under both forms of its name, "web-1" and "web-1.shop.example".
    virtual bool knows_hosts() const { return false; }
    // The names of the desk's own ways to report a temporary failure.  later_next_call() makes the next call fail in
    // one of them without any effect.
    virtual std::vector<std::string> later_ways() { return {}; }
    virtual void later_next_call(const std::string&) {}

    // Requests that violate the server's documentation; each fails the test.
    virtual std::vector<std::string> complaints() const { return {}; }
};

}  // namespace secure_export::contract

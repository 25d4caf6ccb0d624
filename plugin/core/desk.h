#pragma once
// The desk: where incidents and configuration items live.  Every kind of desk (adapters/desks) implements this port.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace secure_export {

struct ConfigurationItem {
    std::string id;  // the desk's own
    std::string name;
    std::string ci_class;  // as the desk names it; may be empty
    // The Azure resource id that the desk itself holds for it, by whatever it was found, as it stands there; never the
    // one that was asked for.  Empty when the desk holds none.
    std::string resource_id;
};

// How to look for a configuration item.
struct CiQuery {
    enum class By { resource_id, name } by = By::resource_id;
    // Resource ids lower case without trailing slash; names as they came.  Desks compare without case.
    std::string value;
    // The same as the alert had it, for desks whose own comparison minds the case: both forms are asked for there.
    // Empty: not known (an operator asks), so `value` is all there is.
    std::string as_received = {};
    // NewIncident::fields of the incident that the item is for: they may name another organisation or company than the
    // desk's own settings do.
    std::map<std::string, std::string> fields = {};
};

struct NewIncident {
    std::string key;              // ours, [a-z0-9-], at most 40: stored in the desk, where find() looks for it
    std::string title;            // one line, at most 255 bytes; a desk with less room cuts it
    std::string description;      // plain text, lines end in \n
    int impact = 3, urgency = 3;  // 1 (most) to 3 (least), ITIL; to 4 where the kind of desk has so many
    std::optional<ConfigurationItem> ci;
    // More fields, by the desk's own names; desks that have no such thing (local, host) leave them.
    std::map<std::string, std::string> fields = {};
};

enum class IncidentState {
    open,      // somebody may still work on it
    resolved,  // can be reopened
    closed,    // cannot be written any more (closed, cancelled, rejected)
    gone,      // deleted, or hidden from our account
};

struct DeskIncident {
    std::string id;      // what calls need (sys_id, request id, ...)
    std::string number;  // what people quote: INC0000001
    std::string url;     // may be empty
    IncidentState state = IncidentState::open;
    // In the answer of open() alone, when a configuration item was given: whether the incident carries it.  Nothing:
    // not told (an incident that was there already, or a host that does not say).
    std::optional<bool> ci_linked = {};
};

// What became of an order to resolve.  Only `resolved` means that we changed it; the others are end states too.
struct Resolution {
    enum class What { resolved, already_over, gone, left_open } what = What::resolved;
    std::string why;  // for left_open and already_over: for the operator, e.g. "depends on INC0000007, which is open"
};

// What became of an order to open again.  `not_possible`: closed for good or gone, so a new incident is needed.
enum class Reopening { reopened, was_open, not_possible };

// What became of an order to put one configuration item in the place of another.
enum class Rebound {
    replaced,   // the incident carries the new one and, as far as it is up to us, no longer the old one
    old_stays,  // it carries the new one; the old one may still be on it: the desk cannot take it off, or people
                // touched it
    left,       // nothing was changed: there is room for one, and people have put another one there
};

// What a desk test found; nothing was created.
struct DeskCheck {
    struct Line {
        bool good;
        std::string what, remedy;
    };
    std::vector<Line> lines;
};

// Called once, immediately before a create leaves for a remote desk, so that the caller can commit that one may take
// effect from now on.  An Error keeps it from being sent and is what open() returns.
using BeforeCreate = std::function<Outcome()>;

// What became of a file of configuration items.
struct ItemImport {
    struct Problem {
        int line, column;  // of the file, from 1; column counts fields
        std::string what;
    };
    int added = 0, changed = 0, unchanged = 0;
    std::vector<Problem> problems;  // not empty: nothing was imported
};

// A port that a desk has besides when configuration items can be brought into it as a file.  [concurrent]
class ItemImporter {
public:
    virtual ~ItemImporter() = default;
    // CSV (RFC 4180, UTF-8, with a header line); which columns, the desk's own page says.  All or nothing.
    virtual Result<ItemImport> import_cis(std::string_view csv) = 0;
    // What import_cis would do; nothing is kept.
    virtual Result<ItemImport> preview_cis(std::string_view csv) = 0;
};

// A port.  Errors: Fault::unavailable is tried again later; Fault::refused (and invalid, forbidden, unauthenticated)
// parks the item with `message`, which quotes the desk's own words.  After an error of open() the incident may exist,
// or may still come to exist when the create was sent and its answer was not seen: the caller looks with find_all()
// until that is over.  No single request may outlast its desk's time limit.  [concurrent]
class Desk {
public:
    virtual ~Desk() = default;
    // Every incident that carries `key`, the oldest first, in whatever state; none that is deleted.  Empty when there
    // is none.  Several are a mishap: two creates of one key took effect.
    virtual Result<std::vector<DeskIncident>> find_all(const std::string& key) = 0;
    // Of those, the one that counts: the oldest that is open, else the newest; nothing when there is none.
    Result<std::optional<DeskIncident>> find(const std::string& key);
    // Opens it, or gives the one that counts of those that carry its key already.  Desks whose create ends with their
    // own transaction (local, host) need not call `before_create`.
    virtual Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create = {}) = 0;
    virtual Result<DeskIncident> get(const std::string& id) = 0;
    virtual Outcome note(const std::string& id, const std::string& text) = 0;
    virtual Result<Resolution> resolve(const std::string& id, const std::string& text) = 0;
    virtual Result<Reopening> reopen(const std::string& id, const std::string& text) = 0;
    virtual Outcome bind(const std::string& id, const ConfigurationItem& ci) = 0;
    // Puts `to` in the place of `from`, which open() or bind() set.  What people set or changed stays.  Where the two
    // are links of their own, the new one is made first, so that the incident is never without.  May come twice.  The
    // default binds and leaves the old one to people.
    virtual Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to);
    // At most 3: the caller needs to know none, one or several.  Left out are items that are retired and, unless a
    // setting of the desk allows them, items of another organisation or company than the incident's; when several are
    // left and some are of the incident's own, those alone are told.
    virtual Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) = 0;
    virtual Result<DeskCheck> check() = 0;
    // Null: this desk keeps its configuration items itself.  Lives as long as the desk.
    virtual ItemImporter* importer() { return nullptr; }
    // The fields that open() would send, by the desk's own names, without asking the desk: for dry runs.
    virtual std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const;
};

// The one that counts of several incidents under one key, which stand the oldest first; nothing when there is none.
std::optional<DeskIncident> that_counts(const std::vector<DeskIncident>& incidents);

}  // namespace secure_export

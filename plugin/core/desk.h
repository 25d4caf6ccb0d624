#pragma once
// The desk: where incidents and configuration items live.  Every kind of desk (adapters/desks) implements this port.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/desk_fields.h"
#include "core/result.h"

namespace secure_export {

struct ConfigurationItem {
    std::string id;  // the desk's own
    std::string name;
    std::string ci_class;  // as the desk names it; may be empty
    // The Azure resource id as the desk stores it, whatever the item was found by; never the id of the query.  Empty
    // when the desk stores none.
    std::string resource_id;
};

// How to look for a configuration item.
struct CiQuery {
    enum class By { resource_id, name } by = By::resource_id;
    // Resource ids are lower case without a trailing slash; names are as received.  Desks compare without case.
    std::string value;
    // `value` as spelled in the alert.  Desks that compare with case query both forms.  Empty: not known (an operator
    // asks), only `value` is queried.
    std::string as_received = {};
    // NewIncident::fields of the incident that the item is for: they may name an organisation or company other than the
    // one in the desk's settings.
    DeskFields fields = {};
};

struct NewIncident {
    std::string key;              // ours, [a-z0-9-], at most 40: stored in the desk, where find() looks for it
    std::string title;            // one line, at most 255 bytes; a desk with less room cuts it
    std::string description;      // plain text, lines end in \n
    int impact = 3, urgency = 3;  // ITIL: 1 (highest) to 3 (lowest), or 4 for kinds of desks with four levels
    std::optional<ConfigurationItem> ci;
    // Further fields, complete: the desk's own "fields" are used only for names that are missing here, and only those
    // without templates.  Desks without such fields (local, host) ignore them.
    DeskFields fields = {};
};

// What a configuration item adds to a new incident (the options "assign_from_ci" and "priority_from_ci" of desks).
struct FromCi {
    // Fields to add, by the desk's own names; none that the incident or the desk's settings give.
    FieldMap fields = {};
    // The incident is to be at least this important.
    std::optional<int> impact = {}, urgency = {};
    // One line for each option: what was taken over, or why nothing was.
    std::vector<std::string> remarks = {};
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
    // Set by open() alone, when a configuration item was given: whether the incident carries it.  nullopt: unknown (the
    // incident existed before, or the host does not report it).
    std::optional<bool> ci_linked = {};
};

// The result of Desk::resolve().  Only `resolved` means that this call changed the incident; none of them is retried.
struct Resolution {
    enum class What { resolved, already_over, gone, left_open } what = What::resolved;
    std::string why;  // for left_open and already_over: for the operator, e.g. "depends on INC0000007, which is open"
};

// The result of Desk::reopen().  `not_possible`: closed for good or gone, so a new incident is needed.
enum class Reopening { reopened, was_open, not_possible };

// The result of Desk::rebind().
enum class Rebound {
    replaced,   // the incident carries the new item; we removed our link to the old one
    old_stays,  // the incident carries the new item and perhaps the old one too: the desk cannot remove it, or people
                // changed it
    left,       // nothing was changed: the incident takes one item only, and people have set another one
};

// What a desk test found; nothing was created.
struct DeskCheck {
    struct Line {
        bool good;
        std::string what, remedy;
    };
    std::vector<Line> lines;
};

// Called once, immediately before a create request is sent to a remote desk, so that the caller can commit that it may
// take effect from now on.  If it returns an Error, nothing is sent and open() returns that Error.
using BeforeCreate = std::function<Outcome()>;

// The result of importing a file of configuration items.
struct ItemImport {
    struct Problem {
        int line, column;  // in the file, from 1; `column` counts fields
        std::string what;
    };
    int added = 0, changed = 0, unchanged = 0;
    std::vector<Problem> problems;  // if there are any, nothing was imported
};

// A second port of desks into which configuration items can be imported from a file.  [concurrent]
class ItemImporter {
public:
    virtual ~ItemImporter() = default;
    // CSV (RFC 4180, UTF-8, with a header line); the desk's README lists the columns.  All rows or none.
    virtual Result<ItemImport> import_cis(std::string_view csv) = 0;
    // Reports what import_cis() would do, and stores nothing.
    virtual Result<ItemImport> preview_cis(std::string_view csv) = 0;
};

// A port.  Errors: Fault::unavailable is retried later; Fault::refused (and invalid, forbidden, unauthenticated) parks
// the item with Error::message, which quotes the desk's own words.  After open() failed, the incident may exist, or may
// still be created if the request was sent and no answer came: the caller repeats find_all() until that is no longer
// possible.  No single request takes longer than its desk's time limit.  [concurrent]
class Desk {
public:
    virtual ~Desk() = default;
    // Every incident that carries `key`, oldest first, in any state, without deleted ones.  Empty when there is none.
    // More than one means that two creates with one key took effect.
    virtual Result<std::vector<DeskIncident>> find_all(const std::string& key) = 0;
    // The one of find_all() that counts: the oldest open one, else the newest; nullopt when there is none.
    Result<std::optional<DeskIncident>> find(const std::string& key);
    // Opens an incident, or returns the one that counts if incidents with its key exist.  Desks that create in their
    // own transaction (local, host) need not call `before_create`.
    virtual Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create = {}) = 0;
    virtual Result<DeskIncident> get(const std::string& id) = 0;
    virtual Outcome note(const std::string& id, const std::string& text) = 0;
    virtual Result<Resolution> resolve(const std::string& id, const std::string& text) = 0;
    // The same, with these values for "resolve_fields" as NewIncident::fields has them for "fields".  The default
    // ignores them.
    virtual Result<Resolution> resolve_with(const std::string& id, const std::string& text, const DeskFields& fields);
    virtual Result<Reopening> reopen(const std::string& id, const std::string& text) = 0;
    // Makes an open incident more important: each of impact and urgency (as in NewIncident) becomes the more important
    // one of what the incident holds now, also by hand, and of the given one.  Idempotent.  Incidents that are over or
    // gone are left alone, and so is a level that is none of this plugin's; neither is an Error.  The default leaves
    // every incident as it is.
    virtual Outcome raise(const std::string& id, int impact, int urgency);
    virtual Outcome bind(const std::string& id, const ConfigurationItem& ci) = 0;
    // Replaces `from`, which open() or bind() set, by `to`.  Keeps what people set or changed.  If an incident links
    // several items, the new link is made first, so that the incident is never without one.  Idempotent.  The default
    // binds `to` and leaves removing `from` to people.
    virtual Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to);
    // At most 3 items: the caller distinguishes none, one and several.  Retired items are left out, and, unless a
    // setting of the desk allows them, items of an organisation or company other than the incident's.  If several
    // remain and some belong to the incident's own, only those are returned.
    virtual Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) = 0;
    // What the incident's configuration item adds to it, if the desk's settings ask for that; `incident.ci` may be
    // empty.  Reads the item anew.  Errors: Fault::unavailable and unauthenticated; whatever else hinders it is a
    // remark. The default adds nothing.
    virtual Result<FromCi> from_ci(const NewIncident& incident);
    virtual Result<DeskCheck> check() = 0;
    // Null: items cannot be imported into this desk.  Lives as long as the desk.
    virtual ItemImporter* importer() { return nullptr; }
    // The fields that open() would send, by the desk's own names, without calling the desk: for dry runs.
    virtual std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const;
};

// Of the incidents under one key, given oldest first, the one that counts (see Desk::find); nullopt when there is none.
std::optional<DeskIncident> that_counts(const std::vector<DeskIncident>& incidents);

}  // namespace secure_export

#include "adapters/desks/local/desk.h"

#include <charconv>
#include <utility>

#include "adapters/desks/local/ci_import.h"
#include "adapters/desks/local/limits.h"
#include "adapters/desks/local/schema.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "db/engine/in_transaction.h"

namespace secure_export::desks {
namespace {

db::Database::Options options() {
    db::Database::Options options;
    options.migrations = {register_schema, register_numbers};
    options.identity = {0x53455844, {"desk_ci", "desk_incident", "desk_work_note", "desk_history"}};  // "SEXD"
    return options;
}

// Our ids are decimal row numbers; any other text identifies nothing.
std::optional<std::int64_t> row_of(const std::string& id) {
    std::int64_t row = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), row);
    if (error != std::errc() || end != id.data() + id.size() || row <= 0) return std::nullopt;
    return row;
}

// An incident's state in the register; empty when there is no such incident.
struct Held {
    std::string number, state;
};

IncidentState state_of(const Held& held) {
    if (held.state.empty()) return IncidentState::gone;
    if (held.state == "resolved") return IncidentState::resolved;
    if (held.state == "closed" || held.state == "cancelled") return IncidentState::closed;
    return IncidentState::open;
}

Held look_up(db::Transaction& transaction, const std::string& id) {
    const auto row = row_of(id);
    if (!row) return {};
    auto found = transaction.prepare("SELECT number, state FROM desk_incident WHERE id = $1");
    if (!found.step_with(*row)) return {};
    return {std::string(found.text(0)), std::string(found.text(1))};
}

std::optional<DeskIncident> look_for(db::Transaction& transaction, const std::string& key) {
    auto found = transaction.prepare("SELECT id, number, state FROM desk_incident WHERE key = $1");
    if (!found.step_with(key)) return std::nullopt;
    const Held held{std::string(found.text(1)), std::string(found.text(2))};
    return DeskIncident{std::to_string(found.integer(0)), held.number, {}, state_of(held)};
}

bool has_ci(db::Transaction& transaction, std::int64_t row) {
    return transaction.prepare("SELECT 1 FROM desk_ci WHERE id = $1").step_with(row);
}

void add_note(db::Transaction& transaction, std::int64_t incident, Time at, std::string_view text) {
    auto added = transaction.prepare("INSERT INTO desk_work_note (incident, at, text) VALUES ($1, $2, $3)");
    added.run_with(incident, iso(at), cut(text, max_text_bytes));
}

bool has_note(db::Transaction& transaction, std::int64_t incident, std::string_view text) {
    auto there = transaction.prepare("SELECT 1 FROM desk_work_note WHERE incident = $1 AND text = $2 LIMIT 1");
    return there.step_with(incident, cut(text, max_text_bytes));
}

// Why the incident cannot be changed; nullopt when it can.
std::optional<Error> not_writable(const std::string& id, const Held& held) {
    if (held.state.empty()) return Error{Fault::refused, "the register has no incident " + cut(one_line(id), 40), {}};
    if (state_of(held) == IncidentState::closed) return Error{Fault::refused, held.number + " is " + held.state, {}};
    return std::nullopt;
}

std::optional<Error> not_bindable(db::Transaction& transaction, const ConfigurationItem& ci) {
    const auto row = row_of(ci.id);
    if (row && has_ci(transaction, *row)) return std::nullopt;
    return Error{Fault::refused, "the register has no configuration item " + cut(one_line(ci.id), 40), {}};
}

// The id of the incident's CI; empty when it has none.
std::string ci_of(db::Transaction& transaction, const std::string& id) {
    auto held = transaction.prepare("SELECT ci FROM desk_incident WHERE id = $1");
    if (!held.step_with(*row_of(id)) || held.is_null(0)) return {};
    return std::to_string(held.integer(0));
}

// Both exist.
void set_ci(db::Transaction& transaction, const std::string& id, const ConfigurationItem& ci) {
    transaction.prepare("UPDATE desk_incident SET ci = $1 WHERE id = $2").run_with(*row_of(ci.id), *row_of(id));
}

std::optional<Error> no_levels(int impact, int urgency) {
    const auto in_range = [](int value) { return value >= 1 && value <= 3; };
    if (in_range(impact) && in_range(urgency)) return std::nullopt;
    return Error{Fault::invalid, "impact and urgency are 1, 2 or 3", {}};
}

std::optional<Error> not_openable(const NewIncident& incident) {
    const bool good_key = !incident.key.empty() && incident.key.size() <= max_key_bytes &&
                          incident.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (!good_key) return Error{Fault::invalid, "an incident's key is 1 to 40 characters of a-z, 0-9 and -", {}};
    return no_levels(incident.impact, incident.urgency);
}

}  // namespace

LocalDesk::LocalDesk(const std::filesystem::path& file, const Clock& clock)
    : database_(file, options()), clock_(clock) {}

Result<std::vector<DeskIncident>> LocalDesk::find_all(const std::string& key) {
    using Found = std::vector<DeskIncident>;
    return db::in_reading(database_, [&](db::Transaction& transaction) -> Result<Found> {
        Found found;
        if (auto one = look_for(transaction, key)) found.push_back(std::move(*one));
        return found;
    });
}

Result<DeskIncident> LocalDesk::open(const NewIncident& incident, const BeforeCreate&) {
    if (auto error = not_openable(incident)) return *error;
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Result<DeskIncident> {
        if (auto existing = look_for(transaction, incident.key)) return *existing;
        std::int64_t ci = incident.ci ? row_of(incident.ci->id).value_or(0) : 0;  // 0: none
        if (!has_ci(transaction, ci)) ci = 0;
        const bool ci_lost = incident.ci && ci == 0;
        const Time now = clock_.now();
        {
            auto added = transaction.prepare(
                "INSERT INTO desk_incident (key, title, description, impact, urgency, ci, opened_at) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7)");
            added.run_with(incident.key, cut_to_characters(one_line(incident.title), max_title),
                           cut(incident.description, max_text_bytes), incident.impact, incident.urgency,
                           ci != 0 ? std::optional(ci) : std::nullopt, iso(now));
        }
        auto opened = look_for(transaction, incident.key);
        if (!opened) throw db::StorageError("an incident that was just written is not there");
        if (ci_lost) {
            // An incident without a CI is better than none.
            add_note(transaction, *row_of(opened->id), now,
                     "Opened without its configuration item " + cut(one_line(incident.ci->name), max_title) +
                         ": the register has it no longer.");
        }
        if (incident.ci) opened->ci_linked = !ci_lost;
        return *opened;
    });
}

Result<DeskIncident> LocalDesk::get(const std::string& id) {
    return db::in_reading(database_, [&](db::Transaction& transaction) -> Result<DeskIncident> {
        const Held held = look_up(transaction, id);
        return DeskIncident{id, held.number, {}, state_of(held)};
    });
}

Outcome LocalDesk::note(const std::string& id, const std::string& text) {
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Outcome {
        if (auto error = not_writable(id, look_up(transaction, id))) return *error;
        // A worker that was killed after writing the note would repeat it.
        if (has_note(transaction, *row_of(id), text)) return {};
        add_note(transaction, *row_of(id), clock_.now(), text);
        return {};
    });
}

Result<Resolution> LocalDesk::resolve(const std::string& id, const std::string& text) {
    using What = Resolution::What;
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Result<Resolution> {
        const Held held = look_up(transaction, id);
        const IncidentState state = state_of(held);
        if (state == IncidentState::gone) return Resolution{What::gone, {}};
        if (state != IncidentState::open) return Resolution{What::already_over, held.number + " is " + held.state};
        transaction
            .prepare("UPDATE desk_incident SET state = 'resolved', resolution = $1, resolved_at = $2 WHERE id = $3")
            .run_with(cut(text, max_text_bytes), iso(clock_.now()), *row_of(id));
        return Resolution{What::resolved, {}};
    });
}

Result<Reopening> LocalDesk::reopen(const std::string& id, const std::string& text) {
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Result<Reopening> {
        const IncidentState state = state_of(look_up(transaction, id));
        if (state == IncidentState::open) return Reopening::was_open;
        if (state != IncidentState::resolved) return Reopening::not_possible;
        transaction
            .prepare(
                "UPDATE desk_incident SET state = 'in_progress', resolution = '', resolved_at = NULL "
                "WHERE id = $1")
            .run_with(*row_of(id));
        add_note(transaction, *row_of(id), clock_.now(), text);
        return Reopening::reopened;
    });
}

Outcome LocalDesk::raise(const std::string& id, int impact, int urgency) {
    if (auto error = no_levels(impact, urgency)) return *error;
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Outcome {
        if (state_of(look_up(transaction, id)) != IncidentState::open) return {};
        transaction
            .prepare(
                "UPDATE desk_incident SET impact = min(impact, $1), urgency = min(urgency, $2) "
                "WHERE id = $3 AND (impact > $1 OR urgency > $2)")
            .run_with(impact, urgency, *row_of(id));
        return {};
    });
}

Outcome LocalDesk::bind(const std::string& id, const ConfigurationItem& ci) {
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Outcome {
        if (auto error = not_writable(id, look_up(transaction, id))) return *error;
        if (auto error = not_bindable(transaction, ci)) return *error;
        set_ci(transaction, id, ci);
        return {};
    });
}

Result<Rebound> LocalDesk::rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) {
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Result<Rebound> {
        if (auto error = not_writable(id, look_up(transaction, id))) return *error;
        if (auto error = not_bindable(transaction, to)) return *error;
        // Empty if the old CI was deleted from the register, which removes it from its incidents.
        const std::string now = ci_of(transaction, id);
        if (now == to.id) return Rebound::replaced;
        if (!now.empty() && now != from.id) return Rebound::left;
        set_ci(transaction, id, to);
        return Rebound::replaced;
    });
}

Result<std::vector<ConfigurationItem>> LocalDesk::find_ci(const CiQuery& query) {
    using Found = std::vector<ConfigurationItem>;
    return db::in_reading(database_, [&](db::Transaction& transaction) -> Result<Found> {
        const bool by_resource = query.by == CiQuery::By::resource_id;
        const std::string value = by_resource ? canonical_resource_id(query.value) : query.value;
        Found cis;
        if (value.empty()) return cis;  // an alert without a resource id must not match CIs without one
        static const std::string select = "SELECT id, name, class, resource_id FROM desk_ci WHERE ";
        static const std::string limit = std::string(" ORDER BY id LIMIT ") + max_cis;
        static const std::string same_resource = select + "resource_id = $1" + limit;
        static const std::string same_name = select + "lower(name) = lower($1)" + limit;
        auto found = transaction.prepare(by_resource ? same_resource : same_name);
        found.bind_all(value);
        while (found.step()) {
            cis.push_back({std::to_string(found.integer(0)), std::string(found.text(1)), std::string(found.text(2)),
                           std::string(found.text(3))});
        }
        return cis;
    });
}

Result<DeskCheck> LocalDesk::check() {
    DeskCheck check;
    const std::string file = database_.file().string();
    // Takes and releases the write lock: that tests whether the file can be written without writing.
    auto counted = db::in_transaction(database_, [&](db::Transaction& transaction) -> Result<std::int64_t> {
        auto count = transaction.prepare("SELECT count(*) FROM desk_ci");
        count.step();
        return count.integer(0);
    });
    if (!counted) {
        check.lines.push_back({false, "the register " + file + " cannot be written: " + counted.error().message,
                               "Check the free space, and owner and mode of the file and its directory."});
        return check;
    }
    check.lines.push_back({true, "the register " + file + " can be written", {}});
    check.lines.push_back({*counted > 0, "the register has " + std::to_string(*counted) + " configuration items",
                           *counted > 0 ? "" : "Import them: secure-export ci import FILE.csv"});
    return check;
}

Result<ItemImport> LocalDesk::write_cis(std::string_view csv, AfterImport then) {
    const CiRows read = read_ci_rows(csv);
    if (!read.problems.empty()) return ItemImport{0, 0, 0, read.problems};
    return db::in_transaction(database_, [&](db::Transaction& transaction) -> Result<ItemImport> {
        ItemImport import = write_ci_rows(transaction, read.rows);
        if (!import.problems.empty()) import = {0, 0, 0, std::move(import.problems)};
        if (!import.problems.empty() || then == AfterImport::forget) transaction.roll_back();
        return import;
    });
}

Result<ItemImport> LocalDesk::import_cis(std::string_view csv) { return write_cis(csv, AfterImport::keep); }

Result<ItemImport> LocalDesk::preview_cis(std::string_view csv) { return write_cis(csv, AfterImport::forget); }

Result<std::unique_ptr<Desk>> local::make(const DeskSettings&, const Environment& environment) {
    return std::unique_ptr<Desk>(std::make_unique<LocalDesk>(environment.data_dir / "desk.sqlite", *environment.clock));
}

}  // namespace secure_export::desks

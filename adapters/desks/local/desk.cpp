#include "adapters/desks/local/desk.h"

#include <charconv>
#include <utility>

#include "adapters/desks/local/ci_import.h"
#include "adapters/desks/local/schema.h"
#include "core/resource_id.h"
#include "core/text.h"
#include "core/timestamps.h"

namespace secure_export::desks {
namespace {

constexpr std::size_t most_title_bytes = 255;      // core/desk.h
constexpr std::size_t most_text_bytes = 32 << 10;  // descriptions, notes and resolutions: core/templates.h
constexpr std::size_t most_key_bytes = 40;         // core/desk.h
constexpr const char* most_cis = "3";              // core/desk.h

db::Database::Options options() {
    db::Database::Options options;
    options.migrations = {register_schema, register_numbers};
    options.identity = {0x53455844, {"desk_ci", "desk_incident", "desk_work_note", "desk_history"}};  // "SEXD"
    return options;
}

// Our ids are decimal row numbers; any other text is an id of nothing.
std::optional<std::int64_t> row_of(const std::string& id) {
    std::int64_t row = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), row);
    if (error != std::errc() || end != id.data() + id.size() || row <= 0) return std::nullopt;
    return row;
}

// The state as the register names it; empty when there is no such incident.
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
    if (!found.bind(1, *row).step()) return {};
    return {std::string(found.text(0)), std::string(found.text(1))};
}

std::optional<DeskIncident> look_for(db::Transaction& transaction, const std::string& key) {
    auto found = transaction.prepare("SELECT id, number, state FROM desk_incident WHERE key = $1");
    if (!found.bind(1, key).step()) return std::nullopt;
    const Held held{std::string(found.text(1)), std::string(found.text(2))};
    return DeskIncident{std::to_string(found.integer(0)), held.number, {}, state_of(held)};
}

bool has_ci(db::Transaction& transaction, std::int64_t row) {
    return transaction.prepare("SELECT 1 FROM desk_ci WHERE id = $1").bind(1, row).step();
}

void add_note(db::Transaction& transaction, std::int64_t incident, Time at, std::string_view text) {
    auto added = transaction.prepare("INSERT INTO desk_work_note (incident, at, text) VALUES ($1, $2, $3)");
    added.bind(1, incident).bind(2, iso(at)).bind(3, cut(text, most_text_bytes)).run();
}

bool has_note(db::Transaction& transaction, std::int64_t incident, std::string_view text) {
    auto there = transaction.prepare("SELECT 1 FROM desk_work_note WHERE incident = $1 AND text = $2 LIMIT 1");
    return there.bind(1, incident).bind(2, cut(text, most_text_bytes)).step();
}

// Why nothing may be written to this incident; nothing when it may.
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

// The id of the one that the incident carries; empty when it carries none.
std::string ci_of(db::Transaction& transaction, const std::string& id) {
    auto held = transaction.prepare("SELECT ci FROM desk_incident WHERE id = $1");
    if (!held.bind(1, *row_of(id)).step() || held.is_null(0)) return {};
    return std::to_string(held.integer(0));
}

// Both exist.
void set_ci(db::Transaction& transaction, const std::string& id, const ConfigurationItem& ci) {
    transaction.prepare("UPDATE desk_incident SET ci = $1 WHERE id = $2")
        .bind(1, *row_of(ci.id))
        .bind(2, *row_of(id))
        .run();
}

std::optional<Error> not_openable(const NewIncident& incident) {
    const bool good_key = !incident.key.empty() && incident.key.size() <= most_key_bytes &&
                          incident.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (!good_key) return Error{Fault::invalid, "an incident's key is 1 to 40 characters of a-z, 0-9 and -", {}};
    const auto weight = [](int value) { return value >= 1 && value <= 3; };
    if (!weight(incident.impact) || !weight(incident.urgency)) {
        return Error{Fault::invalid, "impact and urgency are 1, 2 or 3", {}};
    }
    return std::nullopt;
}

}  // namespace

LocalDesk::LocalDesk(std::filesystem::path file, const Clock& clock)
    : database_(std::move(file), options()), clock_(clock) {}

// A full disk heals: whatever the storage throws is for later, and nothing of the work remains.
template <class T, class Work>
Result<T> LocalDesk::in(Result<db::Transaction> begun, const Work& work) const {
    if (!begun) return begun.error();
    try {
        return work(*begun);
    } catch (const db::StorageError& error) {
        return Error{
            Fault::unavailable,
            "the register " + database_.file().filename().string() +
                " could not be read or written: see that its disk has room and that it belongs to the user this "
                "program runs as",
            error.what()};
    }
}

Result<std::vector<DeskIncident>> LocalDesk::find_all(const std::string& key) {
    using Found = std::vector<DeskIncident>;
    return in<Found>(database_.read(), [&](db::Transaction& transaction) -> Result<Found> {
        Found found;
        if (auto one = look_for(transaction, key)) found.push_back(std::move(*one));
        return found;
    });
}

Result<DeskIncident> LocalDesk::open(const NewIncident& incident, const BeforeCreate&) {
    if (auto error = not_openable(incident)) return *error;
    return in<DeskIncident>(database_.write(), [&](db::Transaction& transaction) -> Result<DeskIncident> {
        if (auto existing = look_for(transaction, incident.key)) return *existing;
        std::int64_t ci = incident.ci ? row_of(incident.ci->id).value_or(0) : 0;  // 0: none
        if (!has_ci(transaction, ci)) ci = 0;
        const bool ci_lost = incident.ci && ci == 0;
        const Time now = clock_.now();
        {
            auto added = transaction.prepare(
                "INSERT INTO desk_incident (key, title, description, impact, urgency, ci, opened_at) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7)");
            added.bind(1, incident.key).bind(2, cut(one_line(incident.title), most_title_bytes));
            added.bind(3, cut(incident.description, most_text_bytes)).bind(4, incident.impact);
            added.bind(5, incident.urgency).bind(7, iso(now));
            (ci != 0 ? added.bind(6, ci) : added.bind(6, nullptr)).run();
        }
        auto opened = look_for(transaction, incident.key);
        if (!opened) throw db::StorageError("an incident that was just written is not there");
        if (ci_lost) {
            // An incident without CI is worth more than none.
            add_note(transaction, *row_of(opened->id), now,
                     "Opened without its configuration item " + cut(one_line(incident.ci->name), most_title_bytes) +
                         ": the register has it no longer.");
        }
        if (auto kept = transaction.commit(); !kept) return kept.error();
        if (incident.ci) opened->ci_linked = !ci_lost;
        return *opened;
    });
}

Result<DeskIncident> LocalDesk::get(const std::string& id) {
    return in<DeskIncident>(database_.read(), [&](db::Transaction& transaction) -> Result<DeskIncident> {
        const Held held = look_up(transaction, id);
        return DeskIncident{id, held.number, {}, state_of(held)};
    });
}

Outcome LocalDesk::note(const std::string& id, const std::string& text) {
    return in<void>(database_.write(), [&](db::Transaction& transaction) -> Outcome {
        if (auto error = not_writable(id, look_up(transaction, id))) return *error;
        // A worker that was killed after the note says it again.
        if (has_note(transaction, *row_of(id), text)) return {};
        add_note(transaction, *row_of(id), clock_.now(), text);
        return transaction.commit();
    });
}

Result<Resolution> LocalDesk::resolve(const std::string& id, const std::string& text) {
    using What = Resolution::What;
    return in<Resolution>(database_.write(), [&](db::Transaction& transaction) -> Result<Resolution> {
        const Held held = look_up(transaction, id);
        const IncidentState state = state_of(held);
        if (state == IncidentState::gone) return Resolution{What::gone, {}};
        if (state != IncidentState::open) return Resolution{What::already_over, held.number + " is " + held.state};
        transaction
            .prepare("UPDATE desk_incident SET state = 'resolved', resolution = $1, resolved_at = $2 WHERE id = $3")
            .bind(1, cut(text, most_text_bytes))
            .bind(2, iso(clock_.now()))
            .bind(3, *row_of(id))
            .run();
        if (auto kept = transaction.commit(); !kept) return kept.error();
        return Resolution{What::resolved, {}};
    });
}

Result<Reopening> LocalDesk::reopen(const std::string& id, const std::string& text) {
    return in<Reopening>(database_.write(), [&](db::Transaction& transaction) -> Result<Reopening> {
        const IncidentState state = state_of(look_up(transaction, id));
        if (state == IncidentState::open) return Reopening::was_open;
        if (state != IncidentState::resolved) return Reopening::not_possible;
        transaction
            .prepare(
                "UPDATE desk_incident SET state = 'in_progress', resolution = '', resolved_at = NULL "
                "WHERE id = $1")
            .bind(1, *row_of(id))
            .run();
        add_note(transaction, *row_of(id), clock_.now(), text);
        if (auto kept = transaction.commit(); !kept) return kept.error();
        return Reopening::reopened;
    });
}

Outcome LocalDesk::bind(const std::string& id, const ConfigurationItem& ci) {
    return in<void>(database_.write(), [&](db::Transaction& transaction) -> Outcome {
        if (auto error = not_writable(id, look_up(transaction, id))) return *error;
        if (auto error = not_bindable(transaction, ci)) return *error;
        set_ci(transaction, id, ci);
        return transaction.commit();
    });
}

Result<Rebound> LocalDesk::rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) {
    return in<Rebound>(database_.write(), [&](db::Transaction& transaction) -> Result<Rebound> {
        if (auto error = not_writable(id, look_up(transaction, id))) return *error;
        if (auto error = not_bindable(transaction, to)) return *error;
        // Empty: the old one was deleted from the register, which takes it off its incidents.
        const std::string now = ci_of(transaction, id);
        if (now == to.id) return Rebound::replaced;
        if (!now.empty() && now != from.id) return Rebound::left;
        set_ci(transaction, id, to);
        if (auto kept = transaction.commit(); !kept) return kept.error();
        return Rebound::replaced;
    });
}

Result<std::vector<ConfigurationItem>> LocalDesk::find_ci(const CiQuery& query) {
    using Found = std::vector<ConfigurationItem>;
    return in<Found>(database_.read(), [&](db::Transaction& transaction) -> Result<Found> {
        const bool by_resource = query.by == CiQuery::By::resource_id;
        const std::string value = by_resource ? canonical_resource_id(query.value) : query.value;
        Found cis;
        if (value.empty()) return cis;  // CIs without resource id are no match for an alert without one
        static const std::string select = "SELECT id, name, class, resource_id FROM desk_ci WHERE ";
        static const std::string limit = std::string(" ORDER BY id LIMIT ") + most_cis;
        static const std::string same_resource = select + "resource_id = $1" + limit;
        static const std::string same_name = select + "lower(name) = lower($1)" + limit;
        auto found = transaction.prepare(by_resource ? same_resource : same_name);
        found.bind(1, value);
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
    // The write lock is taken and let go: whether the file can be written shows without writing.
    auto counted = in<std::int64_t>(database_.write(), [&](db::Transaction& transaction) -> Result<std::int64_t> {
        auto count = transaction.prepare("SELECT count(*) FROM desk_ci");
        count.step();
        return count.integer(0);
    });
    if (!counted) {
        check.lines.push_back({false, "the register " + file + " cannot be written: " + counted.error().say,
                               "Look at free space and at owner and mode of the file and its directory."});
        return check;
    }
    check.lines.push_back({true, "the register " + file + " can be written", {}});
    check.lines.push_back({*counted > 0, "the register has " + std::to_string(*counted) + " configuration items",
                           *counted > 0 ? "" : "Import them: secure-export ci import FILE.csv"});
    return check;
}

template <class Keep>
Result<ItemImport> LocalDesk::write_cis(std::string_view csv, const Keep& keep) {
    const CiRows read = read_ci_rows(csv);
    if (!read.problems.empty()) return ItemImport{0, 0, 0, read.problems};
    return in<ItemImport>(database_.write(), [&](db::Transaction& transaction) -> Result<ItemImport> {
        ItemImport import = write_ci_rows(transaction, read.rows);
        if (!import.problems.empty()) return ItemImport{0, 0, 0, std::move(import.problems)};
        if (Outcome kept = keep(transaction); !kept) return kept.error();
        return import;
    });
}

Result<ItemImport> LocalDesk::import_cis(std::string_view csv) {
    return write_cis(csv, [](db::Transaction& transaction) { return transaction.commit(); });
}

Result<ItemImport> LocalDesk::preview_cis(std::string_view csv) {
    return write_cis(csv, [](db::Transaction&) { return Outcome(); });
}

Result<std::unique_ptr<Desk>> local::make(const DeskSettings&, const Environment& environment) {
    return std::unique_ptr<Desk>(std::make_unique<LocalDesk>(environment.data_dir / "desk.sqlite", *environment.clock));
}

}  // namespace secure_export::desks

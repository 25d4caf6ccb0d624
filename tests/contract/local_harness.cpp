#include "tests/contract/local_harness.h"

#include <cstdlib>
#include <stdexcept>

namespace secure_export::contract {
namespace {

db::Database::Options as_a_client() {
    db::Database::Options options;
    options.create = false;
    return options;
}

db::Transaction begun(Result<db::Transaction> transaction) {
    if (!transaction) throw std::runtime_error(transaction.error().message + " " + transaction.error().detail);
    return std::move(*transaction);
}

void committed(db::Transaction& transaction) {
    if (auto kept = transaction.commit(); !kept) throw std::runtime_error(kept.error().message);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "desk-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

LocalHarness::LocalHarness()
    : desk_(directory_.path() / "desk.sqlite", clock_), client_(directory_.path() / "desk.sqlite", as_a_client()) {
    // A client finds the file only once the desk has made it.
    if (auto made = desk_.find("none"); !made)
        throw std::runtime_error(made.error().message + " " + made.error().detail);
}

std::string LocalHarness::add_ci(const ConfigurationItem& ci) {
    auto transaction = begun(client_.write());
    std::string id;
    {
        auto added =
            transaction.prepare("INSERT INTO desk_ci (name, class, resource_id) VALUES ($1, $2, $3) RETURNING id");
        added.bind(1, ci.name).bind(2, ci.ci_class).bind(3, ci.resource_id).step();
        id = added.text(0);
        added.run();
    }
    committed(transaction);
    return id;
}

void LocalHarness::remove_ci(const std::string& id) {
    auto transaction = begun(client_.write());
    transaction.prepare("DELETE FROM desk_ci WHERE id = $1").bind(1, std::stol(id)).run();
    committed(transaction);
}

Held LocalHarness::held(const std::string& id) {
    auto transaction = begun(client_.read());
    auto found = transaction.prepare(
        "SELECT title, description, resolution, impact, urgency, ci FROM desk_incident WHERE id = $1");
    if (!found.bind(1, std::stol(id)).step()) throw std::runtime_error("no incident " + id);
    Held held{std::string(found.text(0)),
              std::string(found.text(1)),
              std::string(found.text(2)),
              static_cast<int>(found.integer(3)),
              static_cast<int>(found.integer(4)),
              std::string(found.text(5)),
              {}};
    auto notes = transaction.prepare("SELECT text FROM desk_work_note WHERE incident = $1 ORDER BY id");
    notes.bind(1, std::stol(id));
    while (notes.step()) held.notes.emplace_back(notes.text(0));
    return held;
}

std::size_t LocalHarness::incidents() {
    auto transaction = begun(client_.read());
    auto count = transaction.prepare("SELECT count(*) FROM desk_incident");
    count.step();
    return static_cast<std::size_t>(count.integer(0));
}

void LocalHarness::set_state(const std::string& id, IncidentState state) {
    auto transaction = begun(client_.write());
    if (state == IncidentState::gone) {
        transaction.prepare("DELETE FROM desk_incident WHERE id = $1").bind(1, std::stol(id)).run();
    } else {
        const char* name = state == IncidentState::resolved ? "resolved"
                           : state == IncidentState::closed ? "closed"
                                                            : "new";
        transaction.prepare("UPDATE desk_incident SET state = $1 WHERE id = $2")
            .bind(1, name)
            .bind(2, std::stol(id))
            .run();
    }
    committed(transaction);
}

void LocalHarness::set_levels(const std::string& id, int impact, int urgency) {
    auto transaction = begun(client_.write());
    transaction.prepare("UPDATE desk_incident SET impact = $1, urgency = $2 WHERE id = $3")
        .run_with(impact, urgency, std::stol(id));
    committed(transaction);
}

}  // namespace secure_export::contract

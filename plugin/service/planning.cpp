#include "service/planning.h"

#include "core/ci_candidates.h"
#include "core/maintenance.h"
#include "db/store/bindings.h"

namespace secure_export::service {

namespace {

class DatabaseMapping : public Mapping {
public:
    DatabaseMapping(db::Transaction& tx, const Connection& connection, bool confirmed)
        : tx_(tx), connection_(connection), confirmed_(confirmed) {}

    AlertRecord alert(const std::string& alert_key) override {
        rows = rows_of(tx_, connection_.name, alert_key);
        return {known_of(rows, confirmed_), rows.alert.id ? rows.alert.correlation_key : std::string()};
    }
    std::optional<HappeningState> happening(const std::string& key) override {
        auto row = db::Happenings(tx_).load(key);
        if (!row) return std::nullopt;
        HappeningState state = state_of(tx_, *row);
        loaded = std::move(*row);
        return state;
    }
    int opened_since(const std::string& route, Tick since) override {
        return db::Happenings(tx_).opened_since(connection_.name, route, since);
    }
    int held() override { return db::Happenings(tx_).held(connection_.name); }
    // As the last look-up left it, or an administrator.
    std::optional<ConfigurationItem> remembered_ci(const std::string& desk, const Alert& alert) override {
        for (const CiCandidate& candidate : ci_candidates(alert))
            if (auto binding = db::Bindings(tx_).find(desk, candidate.resource)) return std::move(binding->ci);
        return std::nullopt;
    }

    Rows rows;
    std::optional<db::HappeningRow> loaded;  // the last one

private:
    db::Transaction& tx_;
    const Connection& connection_;
    const bool confirmed_;
};

db::HappeningRow row_of(const DatabaseMapping& mapping, const Connection& connection, HappeningState state) {
    db::HappeningRow row;
    if (mapping.loaded && mapping.loaded->state.key == state.key) row = *mapping.loaded;
    row.connection = connection.name;
    row.state = std::move(state);
    row.state.incident.reset();
    return row;
}

MaintenanceEnds maintenance_by(const Environment& env) {
    return [&env](const RoutePolicies& policies, Time now) { return maintenance_ends(policies, now, env.zones); };
}

}  // namespace

PlannedRows plan_by_database(db::Transaction& tx, const Alert& alert, const Connection& connection, bool confirmed,
                             const Occasion& occasion, const Environment& env) {
    DatabaseMapping mapping(tx, connection, confirmed);
    Planned planned = plan_by_mapping(alert, connection, mapping, occasion, maintenance_by(env));
    if (planned.happening) join(tx, mapping.rows, row_of(mapping, connection, std::move(*planned.happening)));
    return {std::move(mapping.rows), std::move(planned.plan), planned.one_too_many};
}

std::string move_to_summary(db::Transaction& tx, const Connection& connection, const std::string& from,
                            std::int64_t delivery, const Moment& now) {
    db::Happenings happenings(tx);
    auto left = happenings.load(from);
    if (!left) return from;
    DatabaseMapping mapping(tx, connection, false);
    HappeningState state = summary_of_route(mapping, connection, left->state.route);
    db::HappeningRow summary = row_of(mapping, connection, std::move(state));
    add_members(summary.state, left->state, now.tick);
    summary.last_delivery = delivery;
    left->state.members = 0;
    left->state.hold_until.reset();
    left->state.in_maintenance = false;
    happenings.save(*left, std::nullopt, now);
    happenings.move_members(from, summary.state.key, now.wall);
    happenings.save(summary, next_due(summary.state, route_named(connection, summary.state.route)), now);
    return summary.state.key;
}

}  // namespace secure_export::service

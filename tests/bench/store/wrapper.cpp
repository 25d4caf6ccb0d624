#include "contender.h"
#include "db/store/inbox.h"
#include "db/store/schema.h"

namespace {

using namespace secure_export;

struct Wrapper : Contender {
    Wrapper(const std::string& file, const char* synchronous) : database(file, options(synchronous)) {}
    static db::Database::Options options(const char* synchronous) {
        db::Database::Options options = db::mapping_options();
        options.synchronous = synchronous;
        return options;
    }
    void put(int first, int count, std::string_view body) override {
        auto tx = database.write();
        db::Transaction& one = *tx;
        for (int i = first; i < first + count; ++i) {
            db::Delivery delivery;
            delivery.connection = "contoso";
            delivery.alert_key = key_of(i);
            delivery.condition = Condition::fired;
            delivery.fired_at = when;
            delivery.alert_id = delivery.alert_key;
            delivery.form = "common";
            delivery.body = body;
            delivery.peer = "192.0.2.7";
            delivery.caller = "461e8683-5575-4561-ac7f-899cc907d62a";
            delivery.checks = "signature issuer tenant audience time caller role";
            delivery.desk = "local";
            db::Inbox(one).put(delivery, Tick());
        }
        if (!one.commit()) throw std::runtime_error("commit");
    }
    db::Database database;
};

}  // namespace

std::unique_ptr<Contender> wrapper(const std::string& file, const char* synchronous) {
    return std::make_unique<Wrapper>(file, synchronous);
}

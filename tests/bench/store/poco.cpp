#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>

#include "contender.h"

namespace {

using namespace Poco::Data::Keywords;

struct OfPoco : Contender {
    OfPoco(const std::string& file, const char* synchronous) : session(open(file)) {
        session << (std::string("PRAGMA synchronous = ") + synchronous), now;
        session << "PRAGMA foreign_keys = ON", now;
        session << "PRAGMA cell_size_check = ON", now;
        delivery << insert_delivery, use(connection), use(key), use(condition), use(time), use(key), use(form), use(ms),
            use(time), use(peer), use(caller), use(checks), use(text), into(id);
        line << insert_line;
        work << insert_work, use(id), use(connection), use(key), use(ms), use(time);
    }
    static Poco::Data::Session open(const std::string& file) {
        Poco::Data::SQLite::Connector::registerConnector();
        return {"SQLite", file};
    }
    void put(int first, int count, std::string_view body) override {
        session << "BEGIN IMMEDIATE", now;
        for (int i = first; i < first + count; ++i) {
            key = key_of(i);
            text = body;
            delivery.execute();
            line.execute();
            work.execute();
        }
        session << "COMMIT", now;
    }
    Poco::Data::Session session;
    std::string connection = "contoso", key, condition = "fired", time = when, form = "common", peer = "192.0.2.7",
                caller = "461e8683-5575-4561-ac7f-899cc907d62a",
                checks = "signature issuer tenant audience time caller role", text;
    Poco::Int64 ms = 0, id = 0;
    Poco::Data::Statement delivery{session}, line{session}, work{session};
};

}  // namespace

std::unique_ptr<Contender> poco(const std::string& file, const char* synchronous) {
    return std::make_unique<OfPoco>(file, synchronous);
}

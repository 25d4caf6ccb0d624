#include <SQLiteCpp/SQLiteCpp.h>

#include "contender.h"

namespace {

struct Cpp : Contender {
    Cpp(const std::string& file, const char* synchronous) : db(file, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX) {
        db.exec(std::string("PRAGMA synchronous = ") + synchronous);
        db.exec("PRAGMA foreign_keys = ON");
        db.exec("PRAGMA cell_size_check = ON");
        delivery = std::make_unique<SQLite::Statement>(db, insert_delivery);
        line = std::make_unique<SQLite::Statement>(db, insert_line);
        work = std::make_unique<SQLite::Statement>(db, insert_work);
    }
    void put(int first, int count, std::string_view body) override {
        SQLite::Transaction tx(db, SQLite::TransactionBehavior::IMMEDIATE);
        for (int i = first; i < first + count; ++i) {
            const std::string key = key_of(i);
            int place = 0;
            for (const char* value : {"contoso", key.c_str(), "fired", when, key.c_str(), "common"}) {
                delivery->bindNoCopy(++place, value);
            }
            delivery->bind(7, std::int64_t{0});
            delivery->bindNoCopy(8, when);
            delivery->bindNoCopy(9, "192.0.2.7");
            delivery->bindNoCopy(10, "461e8683-5575-4561-ac7f-899cc907d62a");
            delivery->bindNoCopy(11, "signature issuer tenant audience time caller role");
            delivery->bind(12, std::string(body));
            if (!delivery->executeStep()) throw std::runtime_error("no id");
            const std::int64_t id = delivery->getColumn(0).getInt64();
            delivery->executeStep();
            delivery->reset();
            line->exec();
            line->reset();
            work->bind(1, id);
            work->bindNoCopy(2, "contoso");
            work->bindNoCopy(3, key);
            work->bind(4, std::int64_t{0});
            work->bindNoCopy(5, when);
            work->exec();
            work->reset();
        }
        tx.commit();
    }
    SQLite::Database db;
    std::unique_ptr<SQLite::Statement> delivery, line, work;
};

}  // namespace

std::unique_ptr<Contender> sqlitecpp(const std::string& file, const char* synchronous) {
    return std::make_unique<Cpp>(file, synchronous);
}

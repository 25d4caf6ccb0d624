#include <sqlite3.h>

#include <stdexcept>

#include "contender.h"

namespace {

struct Raw : Contender {
    Raw(const std::string& file, const char* synchronous) {
        need(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
        exec((std::string("PRAGMA synchronous = ") + synchronous).c_str());
        exec("PRAGMA foreign_keys = ON");
        exec("PRAGMA cell_size_check = ON");
        begin = prepare("BEGIN IMMEDIATE");
        commit = prepare("COMMIT");
        delivery = prepare(insert_delivery);
        line = prepare(insert_line);
        work = prepare(insert_work);
    }
    ~Raw() override {
        for (auto* one : {begin, commit, delivery, line, work}) sqlite3_finalize(one);
        sqlite3_close(db);
    }
    static void need(int code) {
        if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errstr(code));
    }
    void exec(const char* sql) { need(sqlite3_exec(db, sql, nullptr, nullptr, nullptr)); }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* made = nullptr;
        need(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr));
        return made;
    }
    static void run(sqlite3_stmt* one) {
        need(sqlite3_step(one));
        sqlite3_reset(one);
    }
    static void text(sqlite3_stmt* one, int place, std::string_view value) {
        need(sqlite3_bind_text(one, place, value.data(), static_cast<int>(value.size()), SQLITE_STATIC));
    }
    void put(int first, int count, std::string_view body) override {
        run(begin);
        for (int i = first; i < first + count; ++i) {
            const std::string key = key_of(i);
            int place = 0;
            for (const std::string_view value :
                 {std::string_view("contoso"), std::string_view(key), std::string_view("fired"), std::string_view(when),
                  std::string_view(key), std::string_view("common")}) {
                text(delivery, ++place, value);
            }
            need(sqlite3_bind_int64(delivery, 7, 0));
            text(delivery, 8, when);
            text(delivery, 9, "192.0.2.7");
            text(delivery, 10, "461e8683-5575-4561-ac7f-899cc907d62a");
            text(delivery, 11, "signature issuer tenant audience time caller role");
            text(delivery, 12, body);
            if (sqlite3_step(delivery) != SQLITE_ROW) throw std::runtime_error("no id");
            const sqlite3_int64 id = sqlite3_column_int64(delivery, 0);
            need(sqlite3_step(delivery));
            sqlite3_reset(delivery);
            run(line);
            need(sqlite3_bind_int64(work, 1, id));
            text(work, 2, "contoso");
            text(work, 3, key);
            need(sqlite3_bind_int64(work, 4, 0));
            text(work, 5, when);
            run(work);
        }
        run(commit);
    }
    sqlite3* db = nullptr;
    sqlite3_stmt *begin, *commit, *delivery, *line, *work;
};

}  // namespace

std::unique_ptr<Contender> raw(const std::string& file, const char* synchronous) {
    return std::make_unique<Raw>(file, synchronous);
}

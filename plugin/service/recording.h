#pragma once
// Writes what has come of an act: into the mapping, the story and the log, in one transaction with what becomes of its
// delivery.

#include "service/act_result.h"
#include "service/intent.h"

namespace secure_export::service {

class Recording {
public:
    Recording(db::Database& database, const Environment& env) : database_(database), env_(env) {}
    // Intended where a second plan is to be carried out, under the same claim; else Settled.  Fault::unavailable when
    // the database does not take it: then nothing of it is written.  [concurrent]
    Result<Begun> record(const Intended& intended, ActResult result);

private:
    Result<Begun> write(const Intended& intended, ActResult& result);
    Begun write_ending(db::Transaction& tx, const Intended& intended, ActResult& result, const Moment& now);
    void finish(db::Transaction& tx, const Intended& intended, ActResult& result, const Finished& finished,
                const Moment& now);
    Begun plan_again(db::Transaction& tx, const Intended& intended, ActResult& result, const Moment& now);
    void wait(db::Transaction& tx, const Intended& intended, const ActResult& result, const Wait& wait,
              const Moment& now);
    void give_back(db::Transaction& tx, const Intended& intended, const ActResult& result, const Error& why,
                   const Moment& now);
    void record_anyway(db::Transaction& tx, const Intended& intended, const ActResult& result, const Moment& now);

    db::Database& database_;
    const Environment& env_;
};

}  // namespace secure_export::service

#pragma once
// Records the result of an act in the mapping and the audit trail, and settles its delivery, in one transaction; also
// writes the log.

#include "service/act_result.h"
#include "service/intent.h"

namespace secure_export::service {

class Recording {
public:
    Recording(db::Database& database, const Environment& env) : database_(database), env_(env) {}
    // Returns Intended if a second plan must be carried out under the same claim, otherwise Settled.
    // Fault::unavailable when the database cannot be written: then nothing was recorded.  [concurrent]
    Result<Begun> record(const Intended& intended, ActResult result);

private:
    Result<Begun> write(const Intended& intended, ActResult& result);
    Begun write_ending(db::Transaction& tx, const Intended& intended, ActResult& result, const Moment& now);
    void finish(db::Transaction& tx, const Intended& intended, ActResult& result, const Finished& finished,
                const Moment& now);
    Begun plan_again(db::Transaction& tx, const Intended& intended, ActResult& result, const Moment& now);
    Begun plan_with_ci(db::Transaction& tx, const Intended& intended, const ActResult& result, const Moment& now);
    void wait(db::Transaction& tx, const Intended& intended, const ActResult& result, const Wait& wait,
              const Moment& now);
    void give_back(db::Transaction& tx, const Intended& intended, const ActResult& result, const Error& why,
                   const Moment& now);
    void record_anyway(db::Transaction& tx, const Intended& intended, const ActResult& result, const Moment& now);

    db::Database& database_;
    const Environment& env_;
};

}  // namespace secure_export::service

#pragma once
// Sign-in and sign-out on the admin listener: pages, password, sessions.  Call it on the event loop's thread only; it
// checks passwords on a thread of its own.

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "adapters/hosts/standalone/base/log.h"
#include "adapters/hosts/standalone/base/untrusted_text.h"
#include "adapters/hosts/standalone/http/messages.h"
#include "adapters/hosts/standalone/sign_in/one_time_link.h"
#include "adapters/hosts/standalone/sign_in/pages.h"
#include "adapters/hosts/standalone/sign_in/password_file.h"
#include "adapters/hosts/standalone/sign_in/password_worker.h"
#include "adapters/hosts/standalone/sign_in/sessions.h"
#include "adapters/hosts/standalone/sign_in/throttle.h"

namespace secure_export::host {

class Login {
public:
    // `over_tls`: whether browsers use https.  Throws Failure when the password's or the one-time link's file in
    // `data_dir` cannot be used.  `loop` and `log` must outlive it.
    Login(boost::asio::io_context& loop, const std::filesystem::path& data_dir, bool over_tls, const Log& log);

    bool has_password() { return password_in_force().has_value(); }
    // The token of a new one-time link.  Throws Failure.
    std::string make_link() const { return link_.make(std::chrono::system_clock::now()); }

    // The request's session; null when nobody is signed in.  Valid until the next call.
    const Sessions::Session* session_of(const IncomingRequest& request);

    OutgoingReply sign_in_form(const IncomingRequest& request);
    OutgoingReply first_password_form(const IncomingRequest& request) const;
    // Handle a submitted form; `reply_handler` gets the reply during the call, or after the password was checked.
    void sign_in(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler);
    void set_first_password(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler);
    OutgoingReply sign_out(const IncomingRequest& request);

private:
    enum class Checked { right, wrong, broken };
    // Whose guesses are counted together: those of a device with a device cookie, or of a network address.
    struct Guesser {
        Throttle* throttle;
        std::string name;
    };

    // nullopt when no password is set, or its file cannot be used, which is logged once.  Ends all sessions if the
    // password has changed.
    std::optional<PasswordRecord> password_in_force();
    std::string_view why_no_password() const { return told_problem_.empty() ? "no_password" : "broken"; }
    PageState state_for(const IncomingRequest& request) const;
    OutgoingReply welcome(const IncomingRequest& request, const std::string& name);
    OutgoingReply checked(const IncomingRequest& request, const Guesser& guesser, PageState state,
                          const PasswordRecord& record, Checked result);
    OutgoingReply first_password_set(const IncomingRequest& request, PageState state, Checked result);
    std::string cookie(std::string_view value) const;
    std::string device_cookie(const PasswordRecord& record) const;
    Guesser guesser_of(const IncomingRequest& request, const PasswordRecord& record);

    boost::asio::io_context& loop_;
    const Log& log_;
    const bool over_tls_;
    PasswordFile password_;
    OneTimeLink link_;
    Sessions sessions_;
    std::string sessions_salt_;  // of the password with which the sessions were opened
    std::string told_problem_;   // with the password file; logged once, so that requests cannot fill the log
    Throttle throttle_;          // by address, for browsers without a device cookie
    Throttle devices_;           // by device cookie: guesses from elsewhere do not count here
    PasswordWorker worker_;      // last: its work uses the above
};

}  // namespace secure_export::host

#include "adapters/hosts/standalone/admin/login.h"

#include <boost/asio/post.hpp>

#include "adapters/hosts/standalone/admin/limits.h"
#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/private_file.h"
#include "adapters/hosts/standalone/http/reply_writer.h"
#include "adapters/hosts/standalone/sign_in/device_cookie.h"
#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {
namespace {

using Clock = std::chrono::steady_clock;

const std::string account = "admin";

OutgoingReply html(int status, std::string page, std::string_view language) {
    return {status,
            "Content-Type: text/html; charset=utf-8\nContent-Language: " + std::string(language) +
                "\nVary: Accept-Language\n",
            std::move(page)};
}

OutgoingReply retry_after(OutgoingReply reply, const std::string& seconds) {
    reply.headers += "Retry-After: " + seconds + "\n";
    return reply;
}

std::string_view text_key(PasswordProblem problem) {
    switch (problem) {
        case PasswordProblem::too_short: return "too_short";
        case PasswordProblem::too_long: return "too_long";
        case PasswordProblem::not_typable: return "not_typable";
        case PasswordProblem::none: break;
    }
    return "";
}

// Parses a form; returns an error reply if it is malformed (status 0: it is not).
OutgoingReply read_form(IncomingRequest& request, Form& form) {
    const auto types = field_values(request.headers, "Content-Type");
    if (types.size() != 1 || !types[0].starts_with("application/x-www-form-urlencoded"))
        return plain_reply(415, "the form must be sent as application/x-www-form-urlencoded");
    auto parsed = parse_form(request.body);
    wipe(request.body);
    if (!parsed) return plain_reply(400, "this is no form");
    form = std::move(*parsed);
    return {};
}

std::string take(Form& form, std::string_view name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : std::move(found->second);
}

}  // namespace

Login::Login(boost::asio::io_context& loop, const std::filesystem::path& data_dir, bool over_tls, const Log& log)
    : loop_(loop), log_(log), over_tls_(over_tls), password_(data_dir), link_(data_dir) {
    password_.current();
    read_private_file(link_.path());
}

std::optional<PasswordRecord> Login::password_in_force() {
    std::optional<PasswordRecord> record;
    try {
        record = password_.current();
        told_problem_.clear();
    } catch (const Failure& failure) {
        if (told_problem_ != failure.what()) log_.error(std::string("nobody can sign in: ") + failure.what());
        told_problem_ = failure.what();
    }
    // Every time a password is set, even the same one, it gets a new salt.
    if (const std::string salt = record ? record->salt : ""; salt != sessions_salt_) {
        sessions_.close_all();
        sessions_salt_ = salt;
    }
    return record;
}

std::string Login::cookie(std::string_view value) const {
    // __Host-: no other host name, no other path and nothing without TLS can have set it (RFC 6265bis section 4.1.3.2).
    return std::string(over_tls_ ? "__Host-se-session=" : "se-session=") + std::string(value) +
           "; Path=/; HttpOnly; SameSite=Strict" + (over_tls_ ? "; Secure" : "");
}

std::string Login::device_cookie(const PasswordRecord& record) const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(device_cookie_lifetime).count();
    return std::string(over_tls_ ? "__Host-se-device=" : "se-device=") +
           new_device_cookie(account, record, std::chrono::system_clock::now()) +
           "; Path=/; Max-Age=" + std::to_string(seconds) + "; HttpOnly; SameSite=Strict" +
           (over_tls_ ? "; Secure" : "");
}

Login::Guesser Login::guesser_of(const IncomingRequest& request, const PasswordRecord& record) {
    const auto values = cookie_values(request.headers, over_tls_ ? "__Host-se-device" : "se-device");
    for (std::size_t i = 0; i < values.size() && i < max_cookies; ++i)
        if (auto device = device_of(values[i], account, record, std::chrono::system_clock::now()))
            return {&devices_, std::move(*device)};
    return {&throttle_, request.peer};
}

const Sessions::Session* Login::session_of(const IncomingRequest& request) {
    if (!has_password()) return nullptr;
    const auto ids = cookie_values(request.headers, over_tls_ ? "__Host-se-session" : "se-session");
    for (std::size_t i = 0; i < ids.size() && i < max_cookies; ++i)
        if (const auto* const session = sessions_.use(ids[i], Clock::now())) return session;
    return nullptr;
}

PageState Login::state_for(const IncomingRequest& request) const {
    PageState state;
    state.language = preferred_language(request.headers);
    const auto sites = field_values(request.headers, "Sec-Fetch-Site");
    state.from_elsewhere = !sites.empty() && (sites[0] == "cross-site" || sites[0] == "same-site");
    return state;
}

OutgoingReply Login::sign_in_form(const IncomingRequest& request) {
    PageState state = state_for(request);
    if (!has_password()) state.notice = why_no_password();
    return html(200, sign_in_page(state), state.language);
}

OutgoingReply Login::first_password_form(const IncomingRequest& request) const {
    const PageState state = state_for(request);
    return html(200, first_password_page(state), state.language);
}

void Login::sign_in(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) {
    Form form;
    if (OutgoingReply refusal = read_form(request, form); refusal.status)
        return reply_handler->replied(std::move(refusal));
    PageState state = state_for(request);
    state.given_name = take(form, "name");
    std::string password = take(form, "password");
    const auto answer = [&](int status) {
        wipe(password);
        return html(status, sign_in_page(state), state.language);
    };
    if (!state.given_name.empty() && !is_person_name(state.given_name)) {
        state.name_problem = "bad_name";
        return reply_handler->replied(answer(400));
    }
    const auto record = password_in_force();
    if (!record) {
        state.notice = why_no_password();
        return reply_handler->replied(answer(told_problem_.empty() ? 401 : 503));
    }
    const Guesser guesser = guesser_of(request, *record);
    if (const auto wait = guesser.throttle->begin(guesser.name, Clock::now()); wait.count() > 0) {
        state.notice = "wait";
        state.seconds = std::to_string(wait.count());
        return reply_handler->replied(retry_after(answer(429), state.seconds));
    }
    auto work = [this, request = std::make_shared<IncomingRequest>(std::move(request)), guesser, state,
                 record = *record, password, reply_handler]() mutable {
        Checked result = Checked::broken;
        try {
            result = password.size() <= max_password_bytes && fits(record, password) ? Checked::right : Checked::wrong;
        } catch (const std::exception& error) {
            log_.error(std::string("cannot check a password: ") + error.what());
        }
        wipe(password);
        // Move everything of the request to the loop's thread, which owns it.
        boost::asio::post(loop_, [this, request = std::move(request), guesser, state = std::move(state), record, result,
                                  reply_handler = std::move(reply_handler)]() mutable {
            reply_handler->replied(checked(*request, guesser, std::move(state), record, result));
        });
    };
    if (worker_.offer(std::move(work))) return wipe(password);
    guesser.throttle->withdrawn(guesser.name, Clock::now());
    state.notice = "busy";
    reply_handler->replied(retry_after(answer(503), "5"));
}

OutgoingReply Login::checked(const IncomingRequest& request, const Guesser& guesser, PageState state,
                             const PasswordRecord& record, Checked result) {
    const auto now = Clock::now();
    if (result == Checked::broken) {
        guesser.throttle->withdrawn(guesser.name, now);
        state.notice = "broken";
        return html(503, sign_in_page(state), state.language);
    }
    const auto in_force = password_in_force();
    if (result == Checked::wrong || !in_force || in_force->salt != record.salt) {  // or the password has changed
        guesser.throttle->failed(guesser.name, now);
        log_.warning("sign-in from " + request.peer + " with a wrong password");
        state.password_problem = "wrong_password";
        return html(401, sign_in_page(state), state.language);
    }
    guesser.throttle->succeeded(guesser.name);
    return welcome(request, state.given_name);
}

OutgoingReply Login::welcome(const IncomingRequest& request, const std::string& name) {
    const auto record = password_in_force();  // this ends the sessions of the previous password
    for (const auto id : cookie_values(request.headers, over_tls_ ? "__Host-se-session" : "se-session"))
        sessions_.close(id);
    // The name is what the person claims; the account is what was proven.
    const std::string user = name.empty() ? account : account + " (" + name + ")";
    const std::string id = sessions_.open(user, Clock::now());
    log_.info("signed in from " + request.peer + ": " + user);
    return {303,
            "Location: /ui/\nSet-Cookie: " + cookie(id) + "\n" +
                (record ? "Set-Cookie: " + device_cookie(*record) + "\n" : ""),
            {}};
}

void Login::set_first_password(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) {
    Form form;
    if (OutgoingReply refusal = read_form(request, form); refusal.status)
        return reply_handler->replied(std::move(refusal));
    PageState state = state_for(request);
    state.given_name = take(form, "name");
    state.given_code = take(form, "code");
    std::string password = take(form, "password"), again = take(form, "again");
    const bool same = password == again;
    wipe(again);
    const auto answer = [&](int status) {
        wipe(password);
        return html(status, first_password_page(state), state.language);
    };
    try {
        // No throttle: 256 random bits cannot be guessed, and the link must work while somebody guesses passwords.
        if (!link_.fits(state.given_code, std::chrono::system_clock::now())) {
            state.code_problem = "bad_code";
            return reply_handler->replied(answer(403));
        }
    } catch (const Failure& failure) {
        log_.error(failure.what());
        state.notice = "broken";
        return reply_handler->replied(answer(503));
    }
    if (!state.given_name.empty() && !is_person_name(state.given_name)) state.name_problem = "bad_name";
    state.password_problem = text_key(problem_with_password(password));
    if (state.password_problem.empty() && !same) state.again_problem = "not_the_same";
    if (!state.name_problem.empty() || !state.password_problem.empty() || !state.again_problem.empty())
        return reply_handler->replied(answer(400));

    auto work = [this, request = std::make_shared<IncomingRequest>(std::move(request)), state, password,
                 reply_handler]() mutable {
        Checked result = Checked::broken;
        try {
            const PasswordRecord record = record_of(password);
            result = link_.take(state.given_code, std::chrono::system_clock::now()) ? Checked::right : Checked::wrong;
            if (result == Checked::right) password_.set(record);
        } catch (const std::exception& error) {
            log_.error(error.what());
            result = Checked::broken;
        }
        wipe(password);
        boost::asio::post(loop_, [this, request = std::move(request), state = std::move(state), result,
                                  reply_handler = std::move(reply_handler)]() mutable {
            reply_handler->replied(first_password_set(*request, std::move(state), result));
        });
    };
    if (worker_.offer(std::move(work))) return wipe(password);
    state.notice = "busy";
    reply_handler->replied(retry_after(answer(503), "5"));
}

OutgoingReply Login::first_password_set(const IncomingRequest& request, PageState state, Checked result) {
    if (result == Checked::right) {
        log_.warning("the administrator's password was set over the one-time link, from " + request.peer);
        throttle_.succeeded(request.peer);
        return welcome(request, state.given_name);
    }
    (result == Checked::wrong ? state.code_problem : state.notice) = result == Checked::wrong ? "bad_code" : "broken";
    return html(result == Checked::wrong ? 403 : 503, first_password_page(state), state.language);
}

OutgoingReply Login::sign_out(const IncomingRequest& request) {
    for (const auto id : cookie_values(request.headers, over_tls_ ? "__Host-se-session" : "se-session"))
        sessions_.close(id);
    return {204, "Set-Cookie: " + cookie("") + "; Max-Age=0\n", {}};
}

}  // namespace secure_export::host

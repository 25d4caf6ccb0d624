#include "adapters/hosts/standalone/http/client_connection.h"

#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/reply_writer.h"

namespace secure_export::host {

using boost::system::error_code;

namespace {
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";
}

using Standing = Crowd::Standing;

ClientConnection::ClientConnection(ConnectionOwner& owner, const RequestReader::Place& surroundings,
                                   std::unique_ptr<Channel> channel, std::string peer)
    : owner_(owner),
      site_(surroundings.site),
      channel_(std::move(channel)),
      reader_(surroundings, std::move(peer), [this](std::size_t bytes) { return owner_.make_room(*this, bytes); }) {}

void ClientConnection::enter(Phase phase, Clock::duration time) {
    phase_ = phase;
    deadline_ = Clock::now() + time;
}

void ClientConnection::start() {
    if (!channel_->needs_handshake()) return advance();
    enter(Phase::handshake, request_deadline);
    owner_.stands(*this, Standing::idle);  // closing it loses no request
    const auto began = Clock::now();
    channel_->handshake([self = shared_from_this(), began](const error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->spent_on_handshake_ = Clock::now() - began;
        self->advance();
    });
}

void ClientConnection::advance() {
    switch (reader_.state()) {
        case RequestReader::State::nothing:
            if (owner_.stopping()) return close();
            if (phase_ != Phase::idle) {  // an empty line between requests does not prolong the wait
                enter(Phase::idle, keep_alive_idle);
                owner_.stands(*this, Standing::idle);
            }
            return read();
        case RequestReader::State::partial:
            begin_request();
            if (timed_out_) return refuse(plain_reply(408, "the request did not arrive in time"));
            return reader_.owes_continue() ? send_continue() : read();
        case RequestReader::State::head: begin_request(); return ask_entry();
        case RequestReader::State::complete: begin_request(); return submit();
        case RequestReader::State::refused: begin_request(); return refuse(reader_.refusal());
    }
}

void ClientConnection::begin_request() {
    if (phase_ == Phase::receiving) return;
    enter(Phase::receiving, request_deadline - spent_on_handshake_);
    spent_on_handshake_ = {};
    owner_.stands(*this, Standing::incomplete);
}

void ClientConnection::read() {
    channel_->read(reader_.space(), [self = shared_from_this()](const error_code& error, std::size_t bytes) {
        self->on_read(error, bytes);
    });
}

void ClientConnection::on_read(const error_code& error, std::size_t bytes) {
    if (phase_ == Phase::closed) return;
    if (error && !timed_out_) return close();  // the peer has closed, or is gone
    if (bytes > 0) reader_.received(bytes);
    advance();
}

void ClientConnection::send_continue() {
    channel_->write(continue_line, [self = shared_from_this()](const error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->advance();
    });
}

void ClientConnection::ask_entry() {
    owner_.sent_by(*this, reader_.head().peer);
    sender_ = reader_.head().sender;
    // Asking costs a thread switch and more, and can save only the reading of a body.
    if (site_.knows(sender_) && body_has_arrived()) return entry_decided({});
    phase_ = Phase::entering;  // the request's deadline stays
    owner_.stands(*this, Standing::answering);
    switch (site_.ask_entry(reader_.head(), shared_from_this())) {
        case Site::Entry::open: return entry_decided({});
        case Site::Entry::asked: return;
        case Site::Entry::full: return refuse(busy("too many requests are waiting"));
    }
}

bool ClientConnection::body_has_arrived() {
    if (!reader_.body_is_short()) return false;
    if (!reader_.body_is_here()) reader_.received(channel_->read_at_once(reader_.space()));
    return reader_.body_is_here();
}

void ClientConnection::entry_decided(const OutgoingReply& reply) {
    // A body that follows will not be read, so the connection cannot be used for another request.
    const bool whole = !reader_.announces_body();
    if (reply.status == 0 || whole) reader_.go_on();
    if (reply.status != 0) {
        site_.answered(sender_, reply.status);
        return respond(reply, whole && reader_.keep_alive());
    }
    phase_ = Phase::receiving;
    owner_.stands(*this, Standing::incomplete);
    advance();
}

void ClientConnection::submit() {
    phase_ = Phase::answering;
    owner_.stands(*this, Standing::answering);
    IncomingRequest request = reader_.take();
    if (!site_.submit(request, shared_from_this())) {
        owner_.refused(503);
        respond(busy("too many requests are waiting"), reader_.keep_alive());
    }
}

void ClientConnection::replied(OutgoingReply reply) {
    if (phase_ == Phase::entering) return entry_decided(reply);
    if (phase_ != Phase::answering) return;
    site_.answered(sender_, reply.status);
    respond(reply, reader_.keep_alive());
}

void ClientConnection::refuse(const OutgoingReply& reply) {
    owner_.refused(reply.status);
    reader_.abandon();
    respond(reply, false);
}

void ClientConnection::respond(const OutgoingReply& reply, bool keep_alive) {
    keep_alive = keep_alive && !owner_.stopping();
    output_ =
        response_bytes(reply, {.keep_alive = keep_alive, .head_only = reader_.head_only(), .fields = site_.fields()});
    enter(Phase::writing, write_deadline);
    owner_.stands(*this, Standing::answering);
    channel_->write(output_, [self = shared_from_this(), keep_alive](const error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->on_written(keep_alive);
    });
}

void ClientConnection::on_written(bool keep_alive) {
    std::string().swap(output_);
    if (keep_alive) {
        timed_out_ = false;  // the request was completed just at its deadline
        reader_.next();
        return advance();
    }
    enter(Phase::lingering, linger_deadline);
    owner_.stands(*this, Standing::idle);  // it has its reply
    channel_->finish([self = shared_from_this()](const error_code&, std::size_t) { self->close(); });
}

void ClientConnection::expire(Clock::time_point now) {
    if (phase_ == Phase::entering || phase_ == Phase::answering || phase_ == Phase::closed || now < deadline_) return;
    if (phase_ != Phase::receiving || timed_out_) return close();
    timed_out_ = true;  // cancels the pending read or write, whose completion then answers 408
    channel_->cancel();
}

void ClientConnection::close_if_idle() {
    if (phase_ == Phase::idle || phase_ == Phase::handshake) close();
}

void ClientConnection::give_way() {
    if (phase_ == Phase::receiving)
        channel_->write_at_once(response_bytes(busy("closed to make room for other requests from the same network"),
                                               {.fields = site_.fields()}));
    close();
}

void ClientConnection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    reader_.abandon();
    channel_->close();
    owner_.closed(*this);
}

}  // namespace secure_export::host

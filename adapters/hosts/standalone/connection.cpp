#include "connection.h"

#include "limits.h"
#include "reply_writer.h"

namespace secure_export::host {

using boost::system::error_code;

namespace {
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";
}

Connection::Connection(ConnectionOwner& owner, Site& site, BodyBudget& budget, std::unique_ptr<Channel> channel,
                       std::string peer)
    : owner_(owner), site_(site), channel_(std::move(channel)), reader_(site, budget, std::move(peer)) {}

void Connection::enter(Phase phase, Clock::duration time) {
    phase_ = phase;
    deadline_ = Clock::now() + time;
}

void Connection::start() {
    if (!channel_->needs_handshake()) return advance();
    enter(Phase::handshake, request_deadline);
    owner_.became_idle(*this);  // no request is lost with it
    const auto began = Clock::now();
    channel_->handshake([self = shared_from_this(), began](const error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->spent_on_handshake_ = Clock::now() - began;
        self->advance();
    });
}

void Connection::advance() {
    switch (reader_.state()) {
        case RequestReader::State::nothing:
            if (owner_.stopping()) return close();
            if (phase_ != Phase::idle) {  // an empty line between requests does not prolong the wait
                enter(Phase::idle, keep_alive_idle);
                owner_.became_idle(*this);
            }
            return read();
        case RequestReader::State::partial:
            begin_request();
            if (timed_out_) return refuse(plain_reply(408, "the request did not arrive in time"));
            return reader_.owes_continue() ? send_continue() : read();
        case RequestReader::State::complete: begin_request(); return submit();
        case RequestReader::State::refused: begin_request(); return refuse(reader_.refusal());
    }
}

void Connection::begin_request() {
    if (phase_ == Phase::receiving) return;
    enter(Phase::receiving, request_deadline - spent_on_handshake_);
    spent_on_handshake_ = {};
    owner_.became_busy(*this);
}

void Connection::read() {
    channel_->read(reader_.space(), [self = shared_from_this()](const error_code& error, std::size_t bytes) {
        self->on_read(error, bytes);
    });
}

void Connection::on_read(const error_code& error, std::size_t bytes) {
    if (phase_ == Phase::closed) return;
    if (error && !timed_out_) return close();  // the peer ended, or is gone
    if (bytes > 0) reader_.received(bytes);
    advance();
}

void Connection::send_continue() {
    channel_->write(continue_line, [self = shared_from_this()](const error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->advance();
    });
}

void Connection::submit() {
    phase_ = Phase::answering;
    Request request = reader_.take();
    if (!site_.submit(request, shared_from_this())) {
        owner_.refused(503);
        respond(busy("too many requests are waiting"), reader_.keep_alive());
    }
}

void Connection::replied(Reply reply) {
    if (phase_ == Phase::answering) respond(reply, reader_.keep_alive());
}

void Connection::refuse(Reply reply) {
    owner_.refused(reply.status);
    respond(reply, false);
}

void Connection::respond(const Reply& reply, bool keep_alive) {
    keep_alive = keep_alive && !owner_.stopping();
    output_ =
        response_bytes(reply, {.keep_alive = keep_alive, .head_only = reader_.head_only(), .fields = site_.fields()});
    enter(Phase::writing, write_deadline);
    channel_->write(output_, [self = shared_from_this(), keep_alive](const error_code& error, std::size_t) {
        if (self->phase_ == Phase::closed) return;
        if (error) return self->close();
        self->on_written(keep_alive);
    });
}

void Connection::on_written(bool keep_alive) {
    std::string().swap(output_);
    if (keep_alive) {
        timed_out_ = false;  // a request that was complete in the moment its time ran out
        reader_.next();
        return advance();
    }
    enter(Phase::lingering, linger_deadline);
    channel_->finish([self = shared_from_this()](const error_code&, std::size_t) { self->close(); });
}

void Connection::expire(Clock::time_point now) {
    if (phase_ == Phase::answering || phase_ == Phase::closed || now < deadline_) return;
    if (phase_ != Phase::receiving || timed_out_) return close();
    timed_out_ = true;  // the read or write under way ends, and what follows it answers 408
    channel_->cancel();
}

void Connection::close_if_idle() {
    if (phase_ == Phase::idle || phase_ == Phase::handshake) close();
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    channel_->close();
    owner_.closed(*this);
}

}  // namespace secure_export::host

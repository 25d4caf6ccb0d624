# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::AdminSession;

use strict;
use warnings;

use CGI::Cookie ();

=head1 NAME

RT::Extension::SecureExport::AdminSession - who is logged in to RT, and the token of their session

=head1 DESCRIPTION

The admin page makes the token and keeps it in RT's own session; the admin endpoints want it back with every change. Since
RT shows that page only to whom all of its own rules of logging in have let pass (a second factor, say), a session
without the token opens nothing.

=cut

# In RT's session.
use constant KEY => 'SecureExportToken';

# 256 bits cannot be guessed.
use constant TOKEN_BYTES => 32;

=head2 token SESSION

The token of SESSION, a reference to RT's session; created if it has none yet.

=cut

sub token {
    my ( $class, $session ) = @_;
    return $session->{ +KEY } //= _random();
}

# Not Perl's rand(), whose numbers are predictable.
sub _random {
    open my $in, '<:raw', '/dev/urandom' or die "cannot read /dev/urandom: $!\n";
    my $got = read $in, my ($bytes), TOKEN_BYTES;
    die "cannot read /dev/urandom: $!\n" unless defined $got && $got == TOKEN_BYTES;
    return unpack 'H*', $bytes;
}

=head2 may_administer USER

Whether this L<RT::CurrentUser> may see the page and use what is behind it: the right of ours, and what RT asks for below
Admin.

=cut

sub may_administer {
    my ( $class, $user ) = @_;
    return 0 unless $user->id && $user->Privileged;
    for my $right (qw(ShowConfigTab AdminSecureExport)) {
        return 0 unless $user->HasRight( Right => $right, Object => RT->System );
    }
    return 1;
}

=head2 of ENV

C<< {user, token} >> of who sends this PSGI request, or undef when nobody is logged in. The token is undef before the page
was shown. Makes no session and sets no cookie.

A session ends here as RT ends it, but is not kept alive: screens that look for news by themselves are no sign of a person.

=cut

sub of {
    my ( $class, $env ) = @_;
    no warnings qw(redefine once);
    # Like RT's own REST API: these functions of RT need Mason's request for the environment, and there is none.
    local *RT::Interface::Web::RequestENV = sub { my ($name) = @_; return $name ? $env->{$name} : $env };
    my $session = _read($env) or return undef;
    return undef unless $session->{CurrentUser} && $session->{CurrentUser}->id && !_is_over($session);
    my $user = RT::CurrentUser->new;
    $user->Load( $session->{CurrentUser}->id );
    return undef unless $user->id && !$user->UserObj->Disabled && _is_still_known_outside( $session, $user );
    return { user => $user, token => $session->{ +KEY } };
}

# A copy, so that the session's lock is released at once: the screens send several requests at a time.
sub _read {
    my ($env)   = @_;
    my %cookies = CGI::Cookie->parse( $env->{HTTP_COOKIE} // '' );
    my $cookie  = $cookies{ RT::Interface::Web::_SessionCookieName() } or return undef;
    my %session;
    eval { tie %session, RT::Interface::Web::Session->Class, $cookie->value, RT::Interface::Web::Session->Attributes }
        or return undef;
    my %copy = map { $_ => $session{$_} } 'CurrentUser', KEY, 'WebExternallyAuthed', '_session_last_update';
    untie %session;
    return \%copy;
}

# AutoLogoff is in minutes, as is the time in the session.
sub _is_over {
    my ($session) = @_;
    my $most = int( RT->Config->Get('AutoLogoff') // 0 ) or return 0;
    my $last = $session->{_session_last_update} || return 0;
    return int( time / 60 ) - $last > $most;
}

# With WebRemoteUserContinuous, RT's session is invalid once the web server reports another user, or none.
sub _is_still_known_outside {
    my ( $session, $user ) = @_;
    return 1 unless $session->{WebExternallyAuthed};
    return 1 unless RT->Config->Get('WebRemoteUserAuth') && RT->Config->Get('WebRemoteUserContinuous');
    my $name = RT::Interface::Web::WebCanonicalizeInfo();
    return 0 unless defined $name && length $name;
    my $load  = RT->Config->Get('WebRemoteUserGecos') ? 'LoadByGecos' : 'Load';
    my $known = RT::CurrentUser->new;
    $known->$load($name);
    return $known->id && $known->id == $user->id;
}

1;

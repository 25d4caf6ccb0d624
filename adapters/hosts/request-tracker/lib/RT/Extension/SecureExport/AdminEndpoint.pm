# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::AdminEndpoint;

use strict;
use warnings;

use Encode ();

use RT::Extension::SecureExport::AdminSession;
use RT::Extension::SecureExport::Http;
use RT::Extension::SecureExport::Plugin;

=head1 NAME

RT::Extension::SecureExport::AdminEndpoint - the plugin's screens and its admin API, below our page in RT

=head1 DESCRIPTION

C<ui/*> and C<api/v1/*> below F</Admin/Tools/SecureExport/>, for whom L<RT::Extension::SecureExport::AdminSession> knows.
Before RT's own application, since that takes a body for a form, leads to its login where a status is wanted, and puts its
page around everything: what the plugin answers is given back as it is.

=cut

use constant PLACE => '/Admin/Tools/SecureExport';

# The same limit as in the standalone host: configuration items are imported in one request.
use constant MOST_BODY_BYTES => 4 << 20;

# The header fields that the plugin uses; it must not get cookies.
my @FIELDS = qw(Accept Content-Type If-Match If-None-Match);

=head2 place

The path of the page, for its links.

=cut

sub place { return RT->Config->Get('WebPath') . PLACE }

=head2 can_show

Dies with a message for the operator when the screens are not available.

=cut

sub can_show {
    my $plugin = RT::Extension::SecureExport::Plugin->instance;
    $plugin->route( 'GET', '/ui/app.js', RT::Extension::SecureExport::Plugin::ADMIN() )
        // die "secure_export.so is older than this extension, and brings no screens: install both from one version\n";
    return 1;
}

=head2 answer ENV, PATH

The reply for PSGI; undef when PATH (relative to RT's own) is not ours.

=cut

sub answer {
    my ( $class, $env, $path ) = @_;
    my ($ours) = $path =~ m{^\Q${\PLACE}\E(/(?:ui|api)/.*)\z}s or return undef;
    return undef if RT->InstallMode;
    my $reply = eval { _answer( $env, $ours ) } || _failed($@);
    RT::Interface::Web::Handler->CleanupRequest;
    my %given = map { lc $_ => 1 } grep { defined } @{ $reply->[1] }[ map { 2 * $_ } 0 .. $#{ $reply->[1] } / 2 ];
    push @{ $reply->[1] }, 'X-Content-Type-Options' => 'nosniff' unless $given{'x-content-type-options'};
    push @{ $reply->[1] }, 'Cache-Control' => 'no-store' unless $given{'cache-control'};
    return $reply;
}

sub _answer {
    my ( $env, $path ) = @_;
    eval { RT::ConnectToDatabase(); 1 } or return _refuse( 503, "RT's database does not answer", 'Retry-After' => 5 );
    RT->Config->RefreshConfigFromDatabase;
    return _refuse( 403, 'this was asked by a page of another site' ) if _is_from_elsewhere($env);

    my $session = RT::Extension::SecureExport::AdminSession->of($env)
        or return _refuse( 401, 'nobody is logged in to RT' );
    return _refuse( 403, 'this needs the rights AdminSecureExport and ShowConfigTab' )
        unless RT::Extension::SecureExport::AdminSession->may_administer( $session->{user} );
    return _refuse( 403, 'open ' . place() . '.html first' ) unless length( $session->{token} // '' );
    # index.html is for hosts that have no page of their own for the screens.
    return [ 302, [ Location => place() . '.html', 'Content-Length' => 0 ], [] ] if $path =~ m{^/ui/(?:index\.html)?\z};
    if ( $env->{REQUEST_METHOD} ne 'GET' and my $why = _not_meant( $env, $session->{token} ) ) {
        RT->Logger->notice( 'Secure Export: refused a change as ' . $session->{user}->Name . ": $why" );
        return _refuse( 403, "$why; nothing was changed. Load the page again" );
    }

    my $fields = RT::Extension::SecureExport::Http::fields( $env, @FIELDS );
    return _refuse( 400, 'a header holds a control character, or there are too many' ) unless defined $fields;
    my ( $body, $refusal ) = RT::Extension::SecureExport::Http::body( $env, MOST_BODY_BYTES );
    return $refusal if $refusal;
    return RT::Extension::SecureExport::Http::hand_over(
        RT::Extension::SecureExport::Plugin->instance,
        RT::Extension::SecureExport::Plugin::ADMIN(),
        method  => $env->{REQUEST_METHOD},
        path    => RT::Extension::SecureExport::Http::escaped_path($path),
        query   => $env->{QUERY_STRING},
        headers => $fields,
        body    => $body,
        peer    => $env->{REMOTE_ADDR},
        user    => Encode::encode( 'UTF-8', $session->{user}->Name ),
    );
}

sub _refuse { return RT::Extension::SecureExport::Http::error_reply(@_) }

# Fetch Metadata (W3C): "none" means that a person typed the URL. For browsers without it, the checks below decide.
sub _is_from_elsewhere {
    my ($env) = @_;
    my $site = $env->{HTTP_SEC_FETCH_SITE} // return 0;
    return $site ne 'same-origin' && $site ne 'none';
}

# Why a change may not be intended by the person who is logged in (CSRF); undef when it is.
sub _not_meant {
    my ( $env, $token ) = @_;
    return 'the request has no token of this session' unless _same( $env->{HTTP_X_CSRF_TOKEN} // '', $token );
    my ( $origin, $referer ) = @{$env}{qw(HTTP_ORIGIN HTTP_REFERER)};
    for my $from ( grep { defined && length } $origin, $referer ) {
        return "the request comes from $from, which is not RT's own address nor one of \@ReferrerWhitelist"
            unless _is_rt($from);
    }
    # Like RT itself: a browser that sends neither field is not trusted.
    return 'the browser sends neither Origin nor Referer'
        if RT->Config->Get('RestrictReferrer') && !length( $origin // '' ) && !length( $referer // '' );
    return undef;
}

# RT's own comparison, which also accepts the hosts that administrators allowed. "null" has no host.
sub _is_rt {
    my ($address) = @_;
    my ($is) = eval { RT::Interface::Web::IsRefererCSRFWhitelisted($address) };
    return $is ? 1 : 0;
}

# Compares in a time that does not depend on how many characters match.
sub _same {
    my ( $given, $token ) = @_;
    return 0 unless length $given == length $token;
    my $differences = 0;
    $differences |= ord( substr $given, $_, 1 ) ^ ord( substr $token, $_, 1 ) for 0 .. length($token) - 1;
    return $differences == 0;
}

sub _failed {
    my ($why) = @_;
    chomp $why;
    RT->Logger->error("Secure Export: $why");
    return _refuse( 503, 'the plugin does not run; the reason is in the log and on the page', 'Retry-After' => 30 );
}

1;

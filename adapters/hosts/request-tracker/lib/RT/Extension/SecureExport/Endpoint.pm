# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Endpoint;

use strict;
use warnings;

use RT::Extension::SecureExport::Http;

=head1 NAME

RT::Extension::SecureExport::Endpoint - the plugin's endpoints below RT's web path

=head1 DESCRIPTION

Sits before RT's own application. A request to one of the plugin's public paths sees neither RT's session nor its login,
and sets no cookie: the plugin authorizes it by its token. Nothing here asks RT's database, so that alerts are taken in
while that is away. What belongs to the admin page is handed to L<RT::Extension::SecureExport::AdminEndpoint>.

=cut

# Azure Monitor sends at most 256 KB; the same limit as in the standalone host.
use constant MOST_BODY_BYTES => 1 << 20;

use constant HEALTH => '/azure-monitor/health';

=head2 wrap APP

The PSGI application around APP.

=cut

sub wrap {
    my ( $class, $app ) = @_;
    return sub {
        my ($env) = @_;
        my $path = RT::Extension::SecureExport::Http::path($env);
        if ( index( $path, '/Admin/' ) == 0 ) {
            require RT::Extension::SecureExport::AdminEndpoint;
            return RT::Extension::SecureExport::AdminEndpoint->answer( $env, $path ) // $app->($env);
        }
        return $app->($env) unless _is_ours($path);
        return eval { _answer( $env, $path ) } || _failed($@);
    };
}

# Called for every request to RT: the manifest is read once per process, and again only if reading failed.
sub _is_ours {
    my ($path) = @_;
    return 0 unless $path =~ m{^/};
    my $declared = eval {
        require RT::Extension::SecureExport::Plugin;
        RT::Extension::SecureExport::Plugin->declares( undef, $path );
    };
    return $declared if defined $declared;
    # The installation is broken: RT continues, and requests that are certainly for us are answered 503.
    return 0 unless $path =~ m{^/azure-monitor/};
    RT->Logger->error("Secure Export: $@");
    return 1;
}

sub _answer {
    my ( $env, $path ) = @_;
    my $fields = _fields($env);
    return RT::Extension::SecureExport::Http::error_reply( 400, 'a header holds a control character, or there are too many' )
        unless defined $fields;
    my ( $body, $refusal ) = RT::Extension::SecureExport::Http::body( $env, MOST_BODY_BYTES );
    return $refusal if $refusal;
    my $answer = RT::Extension::SecureExport::Http::hand_over(
        RT::Extension::SecureExport::Plugin->instance,
        RT::Extension::SecureExport::Plugin::PUBLIC(),
        method  => $env->{REQUEST_METHOD},
        path    => $path,
        query   => $env->{QUERY_STRING},
        headers => $fields,
        body    => $body,
        peer    => $env->{REMOTE_ADDR},
    );
    # rt-secure-export-setup tests by this whether a proxy removes the header, without which every alert is refused.
    push @{ $answer->[1] }, 'Secure-Export-Authorization' => $fields =~ /^Authorization: /m ? 'present' : 'absent'
        if $path eq HEALTH && ( $env->{QUERY_STRING} // '' ) eq 'authorization';
    return $answer;
}

sub _fields {
    my ($env) = @_;
    my %env = %$env;
    # Apache passes it under this name after an internal redirect.
    $env{HTTP_AUTHORIZATION} = $env{REDIRECT_HTTP_AUTHORIZATION} unless length( $env{HTTP_AUTHORIZATION} // '' );
    return RT::Extension::SecureExport::Http::fields( \%env );
}

sub _failed {
    my ($why) = @_;
    chomp $why;
    RT->Logger->error("Secure Export: $why");
    return RT::Extension::SecureExport::Http::error_reply( 503, 'not available', 'Retry-After' => 30 );
}

1;

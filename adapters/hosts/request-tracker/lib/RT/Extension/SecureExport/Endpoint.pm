# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Endpoint;

use strict;
use warnings;

use JSON ();

=head1 NAME

RT::Extension::SecureExport::Endpoint - the plugin's public endpoints below RT's web path

=head1 DESCRIPTION

Sits before RT's own application: a request to one of the plugin's paths sees neither RT's session nor its login, and sets
no cookie. The plugin authorizes it by its token. Nothing here asks RT's database, so that alerts are taken in while that
is away.

=cut

# Azure Monitor sends 256 KB at most; as the plugin's other host.
use constant MOST_BODY_BYTES => 1 << 20;

# As the plugin's other host, so that one proxy in front fits both.
use constant MOST_HEADER_BYTES => 32 << 10;

=head2 wrap APP

The PSGI application around APP.

=cut

sub wrap {
    my ( $class, $app ) = @_;
    return sub {
        my ($env) = @_;
        my $path = _path($env);
        return $app->($env) unless _is_ours($path);
        return eval { _answer( $env, $path ) } || _failed($@);
    };
}

# rt-server by itself serves RT at "/" whatever WebPath says: the address that the admin page shows must hold there too.
sub _path {
    my ($env)  = @_;
    my $path   = $env->{PATH_INFO} // '';
    my $prefix = RT->Config->Get('WebPath') // '';
    return $path if !length $prefix || length( $env->{SCRIPT_NAME} // '' );
    return index( $path, "$prefix/" ) == 0 ? substr( $path, length $prefix ) : $path;
}

# Asked for every request to RT: the manifest is read once in a process, and again only while it cannot be read.
sub _is_ours {
    my ($path) = @_;
    return 0 unless $path =~ m{^/};
    my $declared = eval {
        require RT::Extension::SecureExport::Plugin;
        RT::Extension::SecureExport::Plugin->declares( undef, $path );
    };
    return $declared if defined $declared;
    # Something is wrong with the installation: RT goes on, and what is certainly meant for us is told to come again.
    return 0 unless $path =~ m{^/azure-monitor/};
    RT->Logger->error("Secure Export: $@");
    return 1;
}

sub _answer {
    my ( $env, $path ) = @_;
    my $plugin = RT::Extension::SecureExport::Plugin->instance;
    my $method = $env->{REQUEST_METHOD};
    my ( $endpoint, @methods ) = $plugin->route( $method, $path, RT::Extension::SecureExport::Plugin::PUBLIC() );
    unless ( defined $endpoint ) {
        return _say( 404, 'no such address' ) unless @methods;
        return _say( 405, 'this address takes ' . join( ', ', @methods ), Allow => join ', ', @methods );
    }
    my $headers = _header_lines($env);
    return _say( 400, 'a header holds a control character, or there are too many' ) unless defined $headers;
    my ( $body, $refusal ) = _body($env);
    return $refusal if $refusal;

    my $reply = $plugin->handle(
        endpoint => $endpoint,
        method   => $method,
        path     => $path,
        query    => $env->{QUERY_STRING},
        headers  => $headers,
        body     => $body,
        peer     => $env->{REMOTE_ADDR},
    ) or return _say( 503, 'not now', 'Retry-After' => 5 );
    return [
        $reply->{status},
        [ ( map { @$_ } @{ $reply->{headers} } ), 'Content-Length' => length $reply->{body} ],
        [ $reply->{body} ],
    ];
}

# undef when a value cannot be a field of HTTP, or all of them are too long.
sub _header_lines {
    my ($env) = @_;
    my $lines = '';
    for my $key ( sort keys %$env ) {
        next unless $key =~ /^HTTP_(.+)/ || $key =~ /^(CONTENT_(?:TYPE|LENGTH))$/;
        my $value = $env->{$key};
        next unless defined $value && length $value;
        return undef if $value =~ /[\r\n\0]/;
        my $name = join '-', map { ucfirst lc } split /_/, $1;
        $lines .= "$name: $value\n";
    }
    # Apache hands it on under this name after an internal redirect.
    if ( !length( $env->{HTTP_AUTHORIZATION} // '' ) and defined( my $moved = $env->{REDIRECT_HTTP_AUTHORIZATION} ) ) {
        return undef if $moved =~ /[\r\n\0]/;
        $lines .= "Authorization: $moved\n";
    }
    return length $lines > MOST_HEADER_BYTES ? undef : $lines;
}

# The body, or the answer that refuses it: before any of it is read here.
sub _body {
    my ($env) = @_;
    return ( '', undef ) if $env->{REQUEST_METHOD} =~ /^(?:GET|HEAD)$/;
    my $length = $env->{CONTENT_LENGTH};
    return ( undef, _say( 411, 'the request has no Content-Length' ) )
        unless defined $length && $length =~ /^[0-9]{1,18}\z/;
    return ( undef, _say( 413, 'the body is longer than ' . MOST_BODY_BYTES . ' bytes' ) ) if $length > MOST_BODY_BYTES;
    my $body = '';
    while ( length $body < $length ) {
        my $got = $env->{'psgi.input'}->read( $body, $length - length $body, length $body );
        return ( undef, _say( 400, 'the body is shorter than its Content-Length' ) ) unless $got;
    }
    return ( $body, undef );
}

sub _failed {
    my ($why) = @_;
    chomp $why;
    RT->Logger->error("Secure Export: $why");
    return _say( 503, 'not available', 'Retry-After' => 30 );
}

sub _say {
    my ( $status, $what, @headers ) = @_;
    my $body = JSON->new->utf8->canonical->encode( { error => $what } ) . "\n";
    return [ $status, [ 'Content-Type' => 'application/json', 'Content-Length' => length $body, @headers ], [$body] ];
}

1;

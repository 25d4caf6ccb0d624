# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Http;

use strict;
use warnings;

use Encode ();
use JSON   ();

=head1 NAME

RT::Extension::SecureExport::Http - requests and answers of PSGI, as the plugin takes and gives them

=cut

# The same as in the standalone host, so that one proxy configuration fits both.
use constant MOST_HEADER_BYTES => 32 << 10;

=head2 path ENV

The path relative to RT's own, percent-decoded by PSGI.

=cut

# rt-server alone serves RT at "/" whatever WebPath is: the URLs on our page must work there too.
sub path {
    my ($env)  = @_;
    my $path   = $env->{PATH_INFO} // '';
    my $prefix = RT->Config->Get('WebPath') // '';
    return $path if !length $prefix || length( $env->{SCRIPT_NAME} // '' );
    return index( $path, "$prefix/" ) == 0 ? substr( $path, length $prefix ) : $path;
}

=head2 escaped TEXT, escaped_path PATH

Percent-encodes; keeps the slashes of a PATH. Character strings are encoded as UTF-8, byte strings unchanged.

=cut

sub escaped {
    my ($text) = @_;
    my $bytes = utf8::is_utf8($text) ? Encode::encode( 'UTF-8', $text ) : $text;
    $bytes =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge;
    return $bytes;
}

sub escaped_path { return join '/', map { escaped($_) } split m{/}, $_[0], -1 }

=head2 fields ENV, NAMES

The request's header fields as the plugin takes them, "Name: value\n" each: those of NAMES, all when none is given. undef
when a value cannot be a field of HTTP, or all of them are too long.

=cut

sub fields {
    my ( $env, @names ) = @_;
    my %wanted = map { lc $_ => 1 } @names;
    my $lines  = '';
    for my $key ( sort keys %$env ) {
        next unless $key =~ /^HTTP_(.+)/ || $key =~ /^(CONTENT_(?:TYPE|LENGTH))$/;
        my $name = join '-', map { ucfirst lc } split /_/, $1;
        next if @names && !$wanted{ lc $name };
        my $value = $env->{$key};
        next unless defined $value && length $value;
        return undef if $value =~ /[\r\n\0]/;
        $lines .= "$name: $value\n";
        return undef if length $lines > MOST_HEADER_BYTES;
    }
    return $lines;
}

=head2 body ENV, MOST

Returns the body's bytes, or instead of them the reply that refuses it: a body of more than MOST bytes is not read.

=cut

sub body {
    my ( $env, $most ) = @_;
    return ( '', undef ) if $env->{REQUEST_METHOD} =~ /^(?:GET|HEAD)$/;
    my $length = $env->{CONTENT_LENGTH};
    return ( undef, error_reply( 411, 'the request has no Content-Length' ) )
        unless defined $length && $length =~ /^[0-9]{1,18}\z/;
    return ( undef, error_reply( 413, "the body is longer than $most bytes" ) ) if $length > $most;
    my $body = '';
    while ( length $body < $length ) {
        my $got = $env->{'psgi.input'}->read( $body, $length - length $body, length $body );
        return ( undef, error_reply( 400, 'the body is shorter than its Content-Length' ) ) unless $got;
    }
    return ( $body, undef );
}

=head2 hand_over PLUGIN, ACCESS, NAME => BYTES, ...

The plugin's reply to a request, for PSGI. ACCESS is PUBLIC or ADMIN; the other arguments are those of C<handle>.

=cut

sub hand_over {
    my ( $plugin, $access, %request ) = @_;
    my ( $endpoint, @methods ) = $plugin->route( @request{qw(method path)}, $access );
    unless ( defined $endpoint ) {
        return error_reply( 404, 'no such address' ) unless @methods;
        return error_reply( 405, 'this address takes ' . join( ', ', @methods ), Allow => join ', ', @methods );
    }
    my $reply = $plugin->handle( endpoint => $endpoint, %request )
        or return error_reply( 503, 'not now', 'Retry-After' => 5 );
    # RFC 9110 section 8.6: not with 304, for which it would be the length of a body that is not sent.
    my @length = $reply->{status} == 304 ? () : ( 'Content-Length' => length $reply->{body} );
    return [ $reply->{status}, [ ( map { @$_ } @{ $reply->{headers} } ), @length ], [ $reply->{body} ] ];
}

=head2 error_reply STATUS, WHAT, HEADERS

A reply of our own, in the format of the plugin's errors.

=cut

sub error_reply {
    my ( $status, $what, @headers ) = @_;
    my $body = JSON->new->utf8->canonical->encode( { error => $what } ) . "\n";
    return [ $status, [ 'Content-Type' => 'application/json', 'Content-Length' => length $body, @headers ], [$body] ];
}

1;

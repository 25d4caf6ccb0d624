# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Admin;

use strict;
use warnings;

use Encode ();
use JSON   ();

use RT::Extension::SecureExport::Http;
use RT::Extension::SecureExport::Plugin;
use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Admin - the plugin's admin API, for rt-secure-export-setup

=head1 DESCRIPTION

Whoever may open the plugin's database may do this. People in browsers come by
L<RT::Extension::SecureExport::AdminEndpoint>.

=cut

=head2 new NAME

NAME: the author that the plugin records for changes. Dies when the plugin cannot be opened.

=cut

sub new {
    my ( $class, $who ) = @_;
    return bless { who => $who, plugin => RT::Extension::SecureExport::Plugin->instance }, $class;
}

=head2 call METHOD, PATH, BODY

Returns the status and the decoded body of the reply. BODY is text, or undef.

=cut

sub call {
    my ( $self, $method, $path, $body ) = @_;
    $path = "/api/v1/$path";
    my $endpoint = $self->{plugin}->route( $method, $path, RT::Extension::SecureExport::Plugin::ADMIN() )
        // return ( 404, { error => 'the plugin has no such address' } );
    my $reply = $self->{plugin}->handle(
        endpoint => $endpoint,
        method   => $method,
        path     => RT::Extension::SecureExport::Http::escaped_path($path),
        headers  => "Accept: application/json\nContent-Type: application/json\n",
        body     => Encode::encode( 'UTF-8', $body // '' ),
        user     => Encode::encode( 'UTF-8', $self->{who} ),
    ) or return ( 503, { error => 'the plugin could not answer; its reason is in the log' } );
    my $said = eval { JSON->new->utf8->allow_nonref->decode( $reply->{body} ) };
    return ( $reply->{status}, defined $said ? $said : { error => 'the plugin gave an answer that cannot be read' } );
}

# The error message of a failure; undef after a success.
sub _error {
    my ( $status, $said ) = @_;
    return undef if $status < 300;
    return ref $said eq 'HASH' && defined $said->{error} ? $said->{error} : "status $status";
}

=head2 document

The settings document as a structure. Before the first one was saved: an empty one with RT as its desk.

=cut

sub document {
    my ($self) = @_;
    my ( $status, $said ) = $self->call( GET => 'settings' );
    my $desk = RT::Extension::SecureExport::Settings->load->desk;
    return { version => 1, connections => [], desks => [ { name => $desk, kind => 'host' } ] } if $status == 404;
    die _error( $status, $said ) . "\n" if $status >= 300;
    return $said;
}

=head2 save_document DOCUMENT

Returns undef, or the errors, one per line.

=cut

sub save_document {
    my ( $self, $document ) = @_;
    return _error( $self->call( PUT => 'settings', JSON->new->canonical->encode($document) ) );
}

=head2 put_connection OLD, CONNECTION

Adds a connection (OLD undef), or changes the one named OLD. Returns undef or the errors.

=cut

sub put_connection {
    my ( $self, $old, $connection ) = @_;
    my $document = $self->document;
    my $desk     = RT::Extension::SecureExport::Settings->load->desk;
    $connection->{desk} //= $desk;
    push @{ $document->{desks} }, { name => $desk, kind => 'host' }
        unless grep { $_->{name} eq $connection->{desk} } @{ $document->{desks} };
    if ( defined $old ) {
        my ($place) = grep { $document->{connections}[$_]{name} eq $old } 0 .. $#{ $document->{connections} };
        return "there is no connection $old any more" unless defined $place;
        $document->{connections}[$place] = { %{ $document->{connections}[$place] }, %$connection };
    }
    else {
        push @{ $document->{connections} }, $connection;
    }
    return $self->save_document($document);
}

=head2 test

Tests the desk. Returns C<< [{good, what, remedy}] >>; an error is one such line.

=cut

sub test {
    my ($self) = @_;
    my $desk = RT::Extension::SecureExport::Settings->load->desk;
    my ( undef, $said ) = $self->call( POST => "desks/$desk/test" );
    return @$said if ref $said eq 'ARRAY';
    return { good => 0, what => $said->{error} // 'no answer', remedy => '' };
}

1;

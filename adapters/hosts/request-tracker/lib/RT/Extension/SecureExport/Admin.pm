# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Admin;

use strict;
use warnings;

use Encode ();
use JSON   ();

use RT::Extension::SecureExport::Plugin;
use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Admin - the plugin's admin API, as an administrator whom RT has let in

=head1 DESCRIPTION

The callers have checked the right AdminSecureExport, and RT has checked against forged requests.

=cut

=head2 new NAME

NAME is the administrator's, under which the plugin records changes. Dies when the plugin cannot be had.

=cut

sub new {
    my ( $class, $who ) = @_;
    return bless { who => $who, plugin => RT::Extension::SecureExport::Plugin->instance }, $class;
}

my $JSON = JSON->new->utf8->canonical;

=head2 call METHOD, PATH, BODY, QUERY => TEXT...

Gives the status and what the body says, decoded. BODY is text, or undef.

=cut

sub call {
    my ( $self, $method, $path, $body, %query ) = @_;
    $path = "/api/v1/$path";
    my $endpoint = $self->{plugin}->route( $method, $path, RT::Extension::SecureExport::Plugin::ADMIN() )
        // return ( 404, { error => 'the plugin has no such address' } );
    my $reply = $self->{plugin}->handle(
        endpoint => $endpoint,
        method   => $method,
        path     => _escaped_path($path),
        query    => join( '&', map { _escaped($_) . '=' . _escaped( $query{$_} ) } sort keys %query ),
        headers  => "Accept: application/json\nContent-Type: application/json\n",
        body     => Encode::encode( 'UTF-8', $body // '' ),
        user     => Encode::encode( 'UTF-8', $self->{who} ),
    ) or return ( 503, { error => 'the plugin could not answer; its reason is in the log' } );
    my $said = eval { JSON->new->utf8->allow_nonref->decode( $reply->{body} ) };
    return ( $reply->{status}, defined $said ? $said : { error => 'the plugin gave an answer that cannot be read' } );
}

sub _escaped {
    my ($text) = @_;
    my $bytes = Encode::encode( 'UTF-8', $text );
    $bytes =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge;
    return $bytes;
}

sub _escaped_path { return join '/', map { _escaped($_) } split m{/}, $_[0], -1 }

# The reason of a failure; undef after a success.
sub _error {
    my ( $status, $said ) = @_;
    return undef if $status < 300;
    return ref $said eq 'HASH' && defined $said->{error} ? $said->{error} : "status $status";
}

=head2 document

The settings document, as a structure; an empty one with RT as its desk before the first was saved.

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

Gives undef, or what is wrong with it, line by line.

=cut

sub save_document {
    my ( $self, $document ) = @_;
    return _error( $self->call( PUT => 'settings', JSON->new->canonical->encode($document) ) );
}

=head2 put_connection OLD, CONNECTION

Adds one (OLD undef), or changes the one of that name. Gives undef or what is wrong.

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
        my $now = { %{ $document->{connections}[$place] } };
        # Another cloud has another caller, which the plugin knows.
        delete $now->{caller_app_ids} if defined $connection->{cloud} && $connection->{cloud} ne $now->{cloud};
        $document->{connections}[$place] = { %$now, %$connection };
    }
    else {
        push @{ $document->{connections} }, $connection;
    }
    return $self->save_document($document);
}

=head2 test

What the desk says of itself: C<< [{good, what, remedy}] >>, or an error in one line of it.

=cut

sub test {
    my ($self) = @_;
    my $desk = RT::Extension::SecureExport::Settings->load->desk;
    my ( undef, $said ) = $self->call( POST => "desks/$desk/test" );
    return @$said if ref $said eq 'ARRAY';
    return { good => 0, what => $said->{error} // 'no answer', remedy => '' };
}

=head2 health

What the plugin says of its database and keys; undef when it says nothing.

=cut

sub health {
    my ($self) = @_;
    my $path     = '/azure-monitor/health';
    my $endpoint = $self->{plugin}->route( 'GET', $path, RT::Extension::SecureExport::Plugin::PUBLIC() ) // return;
    my $reply    = $self->{plugin}->handle( endpoint => $endpoint, method => 'GET', path => $path ) or return;
    return eval { $JSON->decode( $reply->{body} ) };
}

=head2 rows VIEW, OPTIONS

Rows of a documented view. Dies when it cannot be read.

=cut

sub rows {
    my ( $self, $view, %options ) = @_;
    my ( $status, $said ) = $self->call( GET => "views/$view", undef, limit => 50, %options, format => 'json' );
    die( ( _error( $status, $said ) // 'no rows' ) . "\n" ) unless ref $said eq 'ARRAY';
    return @$said;
}

=head2 latest COUNT

What happened last, newest first.

=cut

sub latest {
    my ( $self, $count ) = @_;
    my ( $status, $said ) = $self->call(
        POST => 'sql', 'SELECT at, what, detail, severity, rule, incident, delivery, connection FROM alert_history ORDER BY at DESC',
        limit => $count, format => 'json'
    );
    die( ( _error( $status, $said ) // 'no rows' ) . "\n" ) unless ref $said eq 'ARRAY';
    return @$said;
}

=head2 retry DELIVERY, drop DELIVERY, REASON

Give undef or what is wrong.

=cut

sub retry {
    my ( $self, $delivery ) = @_;
    return 'no such delivery' unless $delivery =~ /^\d{1,18}\z/;
    return _error( $self->call( POST => "parked/$delivery/retry" ) );
}

sub drop {
    my ( $self, $delivery, $why ) = @_;
    return 'no such delivery' unless $delivery =~ /^\d{1,18}\z/;
    return _error( $self->call( POST => "parked/$delivery/drop", $why ) );
}

1;

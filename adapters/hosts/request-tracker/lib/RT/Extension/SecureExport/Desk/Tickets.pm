# Long: what a desk does with tickets, one sub for each call; they share RT's transaction and how a ticket is found.
#
# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk::Tickets;

use strict;
use warnings;

use Digest::SHA ();
use Encode      ();
use JSON        ();
use MIME::Entity;

use RT::Extension::SecureExport::Desk::Assets;
use RT::Extension::SecureExport::Desk::Merged;
use RT::Extension::SecureExport::Desk::Statuses;

=head1 NAME

RT::Extension::SecureExport::Desk::Tickets - tickets as incidents

=head1 DESCRIPTION

What the plugin calls an incident's id is the number that the ticket was created under; when it was merged into another
ticket, everything is done with the surviving one.

=cut

# Tickets.Subject holds 200 characters.
use constant MOST_SUBJECT => 200;

sub _ticket {
    my ( $user, $id ) = @_;
    my $ticket = RT::Ticket->new($user);
    $ticket->Load($id);
    return $ticket;
}

# The ticket that people see under this number; undef when it is deleted or never existed. Refuses for one that our user
# cannot see: "gone" would be final, and "none" would open a second one.
sub _load {
    my ( $desk, $id ) = @_;
    return undef unless defined $id;
    my $there = _ticket( RT->SystemUser, $id );
    return undef if !$there->id || $there->__Value('Status') eq 'deleted';
    _need( $desk, $there, 'ShowTicket' );
    my $ticket = _ticket( $desk->user, $id );
    $desk->refuse( 'ticket #' . $there->id . ' cannot be read by ' . _user($desk) ) unless $ticket->id && $ticket->Status;
    return $ticket;
}

# Refuses unless our user has one of the rights on the ticket.
sub _need {
    my ( $desk, $ticket, @rights ) = @_;
    return if grep { $desk->user->HasRight( Right => $_, Object => $ticket ) } @rights;
    my $queue = RT::Queue->new( RT->SystemUser );
    $queue->Load( $ticket->__Value('Queue') );
    my $ours = eval { $desk->queue->id } // 0;
    $desk->refuse( _user($desk) . " lacks $rights[-1] on queue " . $queue->Name . ', '
            . ( $queue->id == $ours ? 'where ticket #' . $ticket->id . ' is' : 'to which ticket #' . $ticket->id . ' was moved' )
            . ': grant it there to group ' . $desk->settings->group . ', then retry' );
}

# Also locks it until the end of the transaction.
sub _lock {
    my ( $desk, $id ) = @_;
    my $ticket = _load( $desk, $id ) or return undef;
    $ticket->LockForUpdate;
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
    %RT::Ticket::MERGE_CACHE = ( effective => {}, merged => {} );
    my $locked = _load( $desk, $id ) or return undef;
    # It was merged into another while we waited for the lock: the next attempt locks the right one.
    $desk->later( 'ticket #' . $ticket->id . ' is being merged' ) if $locked->id != $ticket->id;
    return $locked;
}

sub _incident {
    my ( $desk, $id, $ticket ) = @_;
    return {
        id     => "$id",
        number => '#' . $ticket->id,
        url    => RT->Config->Get('WebURL') . 'Ticket/Display.html?id=' . $ticket->id,
        state  => RT::Extension::SecureExport::Desk::Statuses::state( $desk, $ticket ),
    };
}

sub _key {
    my ( $desk, $request ) = @_;
    my $key = $request->{key} // '';
    $desk->invalid('key is not 1 to 40 characters of a-z, 0-9 and -') unless $key =~ /^[a-z0-9-]{1,40}\z/;
    return $key;
}

# All tickets with the key, oldest first; merged ones count as one.
sub _all_by_key {
    my ( $desk, $key ) = @_;
    my ( @found, %seen );
    for my $id ( $desk->holders( $desk->key_field, 'RT::Ticket', 0, $key ) ) {
        my $ticket = _load( $desk, $id ) or next;
        push @found, _incident( $desk, $id, $ticket ) unless $seen{ $ticket->id }++;
    }
    return @found;
}

# The oldest open one, else the newest.
sub _find_by_key {
    my @found = _all_by_key(@_);
    my ($open) = grep { $_->{state} eq 'open' } @found;
    return $open || $found[-1];
}

=head2 find DESK, REQUEST

C<incident.find>.

=cut

sub find {
    my ( $desk, $request ) = @_;
    return { incidents => [ _all_by_key( $desk, _key( $desk, $request ) ) ] };
}

=head2 get DESK, REQUEST

C<incident.get>.

=cut

sub get {
    my ( $desk, $request ) = @_;
    my $id     = $desk->number( $request, 'id' );
    my $ticket = _load( $desk, $id )
        or return { incident => { id => $request->{id}, number => '', url => '', state => 'gone' } };
    return { incident => _incident( $desk, $ticket->id, $ticket ) };
}

# RT has no unique key for this, so a lock makes creates with the same key wait for each other.

# MySQL's transactions read a snapshot of their first query, so a lock taken inside one is too late.
use constant MOST_WAIT_FOR_LOCK_S => 10;

=head2 lock_before DESK, REQUEST

Takes the lock of C<incident.open> if the database needs it before the transaction. Returns what releases it, or undef.

=cut

sub lock_before {
    my ( $desk, $request ) = @_;
    return undef unless $desk->on_mysql;
    my $dbh  = $RT::Handle->dbh;
    my $name = 'secure-export ' . _key( $desk, $request );
    my ($got) = $dbh->selectrow_array( 'SELECT GET_LOCK(?, ?)', undef, $name, MOST_WAIT_FOR_LOCK_S );
    $desk->later('another process opens a ticket under this key') unless $got;
    return sub { eval { $dbh->selectrow_array( 'SELECT RELEASE_LOCK(?)', undef, $name ) } };
}

sub _lock_key {
    my ( $desk, $key ) = @_;
    return if $desk->on_mysql;
    return $desk->key_field->LockForUpdate unless RT->Config->Get('DatabaseType') eq 'Pg';
    # Lock one key only, so that other tickets can be opened meanwhile; half of the digest's first 16 digits is a bigint.
    my $number = unpack 'q>', Digest::SHA::sha256("secure-export $key");
    $RT::Handle->dbh->do( 'SELECT pg_advisory_xact_lock(?)', undef, $number );
    return;
}

# RT's priority for the impact and urgency of a request.
sub _priority {
    my ( $desk, $request ) = @_;
    for my $weight (qw(impact urgency)) {
        $desk->invalid("$weight is not 1 to 3") unless ( $request->{$weight} // '' ) =~ /^[1-3]\z/;
    }
    return $desk->settings->priority( @$request{qw(impact urgency)} );
}

=head2 open_ticket DESK, REQUEST

C<incident.open>.

=cut

sub open_ticket {
    my ( $desk, $request ) = @_;
    my $key   = _key( $desk, $request );
    my $title = $desk->text( $request, 'title' );
    my $text  = $desk->text( $request, 'description' );
    my $priority = _priority( $desk, $request );
    $title =~ s/\s*\n\s*/ /g;
    if ( length $title > MOST_SUBJECT ) {
        $text  = "$title\n\n$text";
        $title = substr $title, 0, MOST_SUBJECT;
    }
    _lock_key( $desk, $key );
    my $there = _find_by_key( $desk, $key );
    return { incident => $there } if $there;

    my $asset;
    if ( defined $request->{ci} ) {
        my $id = $desk->number( $request, 'ci' );
        $asset = RT::Extension::SecureExport::Desk::Assets::usable( $desk, $id ) if defined $id;
    }
    my $id = _create( $desk, $key, $title, $text, $priority, $asset );
    my $ticket = _load( $desk, $id ) or $desk->refuse('a rule of RT (a scrip) deleted the new ticket at once');
    my $linked = $asset && _link( $ticket, $asset->URI );
    _comment( $desk, $ticket, 'The asset ' . $request->{ci} . ' could not be linked: it is gone, retired or not visible to '
            . _user($desk) . '.' )
        if defined $request->{ci} && !$linked;
    my %told = defined $request->{ci} ? ( ci_linked => $linked ? JSON::true : JSON::false ) : ();
    return { incident => _incident( $desk, $id, $ticket ), %told };
}

# Creates the ticket with the key; returns its number.
sub _create {
    my ( $desk, $key, $title, $text, $priority, $asset ) = @_;
    my $field  = $desk->key_field;
    my $queue  = $desk->queue;
    my $ticket = RT::Ticket->new( $desk->user );
    my ( $id, undef, $message ) = $ticket->Create(
        Queue                       => $queue->id,
        Subject                     => $title,
        InitialPriority             => $priority,
        Priority                    => $priority,
        'CustomField-' . $field->id => $key,
        MIMEObj                     => _mime($text),
        $asset ? ( RefersTo => [ 'asset:' . $asset->id ] ) : (),
    );
    $desk->refuse( 'RT opened no ticket in queue ' . $queue->Name . ': ' . ( $message // '' ) ) unless $id;
    # RT reports a field that it did not set in its message only.
    my ($carries) = grep { $_ == $id } $desk->holders( $field, 'RT::Ticket', 0, $key );
    $desk->refuse( 'custom field "' . $field->Name . '" was not set: apply it to queue ' . $queue->Name
            . ', and grant SeeCustomField and SetInitialCustomField on it to ' . _user($desk) )
        unless $carries;
    return $id;
}

sub _mime {
    my ($text) = @_;
    return MIME::Entity->build( Type => 'text/plain', Charset => 'UTF-8', Data => [ Encode::encode( 'UTF-8', $text ) ] );
}

sub _user { 'user ' . $_[0]->settings->user }

sub _comment {
    my ( $desk, $ticket, $text ) = @_;
    return unless $text =~ /\S/;
    _need( $desk, $ticket, 'CommentOnTicket', 'ModifyTicket' );
    my ( $ok, $message ) = $ticket->Comment( MIMEObj => _mime($text) );
    $desk->refuse( 'RT took no comment on ticket #' . $ticket->id . ': ' . ( $message // '' ) ) unless $ok;
    return;
}

=head2 note DESK, REQUEST

C<incident.note>. RT accepts comments on closed tickets too.

=cut

sub note {
    my ( $desk, $request ) = @_;
    my $id     = $desk->number( $request, 'id' );
    my $ticket = _lock( $desk, $id ) or $desk->refuse("RT has no ticket #$request->{id}, or it is deleted");
    RT::Extension::SecureExport::Desk::Merged::is_back( $desk, $id );
    _comment( $desk, $ticket, $desk->text( $request, 'text' ) );
    return {};
}

=head2 resolve DESK, REQUEST

C<incident.resolve>. Leaves open what people or RT's rules keep open, with a comment that says why.

=cut

sub resolve {
    my ( $desk, $request ) = @_;
    my $text   = $desk->text( $request, 'text' );
    my $id     = $desk->number( $request, 'id' );
    my $ticket = _lock( $desk, $id ) or return { what => 'gone' };
    if ( $ticket->LifecycleObj->IsInactive( $ticket->Status ) ) {
        return { what => 'already_over', why => 'ticket #' . $ticket->id . ' is ' . $ticket->Status };
    }
    my $why = RT::Extension::SecureExport::Desk::Merged::is_over( $desk, $id, $ticket )
        || RT::Extension::SecureExport::Desk::Statuses::unresolved_dependencies($ticket);
    my @path;
    unless ($why) {
        my $target = RT::Extension::SecureExport::Desk::Statuses::resolve_status( $desk, $ticket );
        @path = RT::Extension::SecureExport::Desk::Statuses::path( $ticket, $target );
        $why  = 'lifecycle ' . $ticket->LifecycleObj->Name . ' has no way from ' . $ticket->Status . ' to '
            . ( $target // 'an end' ) unless @path;
    }
    _comment( $desk, $ticket, $why ? "$text\n\nThis ticket was left open: $why." : $text );
    return { what => 'left_open', why => $why } if $why;

    RT::Extension::SecureExport::Desk::Statuses::walk( $desk, $ticket, @path );
    return { what => 'resolved' };
}

=head2 reopen DESK, REQUEST

C<incident.reopen>.

=cut

sub reopen {
    my ( $desk, $request ) = @_;
    my $text   = $desk->text( $request, 'text' );
    my $id     = $desk->number( $request, 'id' );
    my $ticket = _lock( $desk, $id ) or return { what => 'not_possible' };
    my $state  = RT::Extension::SecureExport::Desk::Statuses::state( $desk, $ticket );
    return { what => 'was_open' }     if $state eq 'open';
    return { what => 'not_possible' } if $state ne 'resolved';
    my $status = RT::Extension::SecureExport::Desk::Statuses::reopen_status( $desk, $ticket );
    RT::Extension::SecureExport::Desk::Merged::is_back( $desk, $id );
    RT::Extension::SecureExport::Desk::Statuses::walk( $desk, $ticket, $status );
    _comment( $desk, $ticket, $text );
    return { what => 'reopened' };
}

=head2 raise DESK, REQUEST

C<incident.raise>. For a ticket that was merged into another, the surviving one. Which of two numbers is more important
follows from C<%SecureExportPriorities>: in RT it is the higher one, but a site may count the other way.

=cut

sub raise {
    my ( $desk, $request ) = @_;
    my $priority = _priority( $desk, $request );
    my $ticket   = _lock( $desk, $desk->number( $request, 'id' ) ) or return {};
    return {} if RT::Extension::SecureExport::Desk::Statuses::state( $desk, $ticket ) ne 'open';
    my $up = $desk->settings->priority( 1, 1 ) <=> $desk->settings->priority( 3, 3 );
    return {} if ( $priority <=> ( $ticket->Priority // 0 ) ) * $up <= 0;
    _need( $desk, $ticket, 'ModifyTicket' );
    my ( $ok, $message ) = $ticket->SetPriority($priority);
    $desk->refuse( 'RT did not set the priority of ticket #' . $ticket->id . ': ' . ( $message // '' ) )
        unless $ok && $ticket->Priority == $priority;
    return {};
}

# Whether the link exists; RT's own collection takes ten times as long.
sub _link {
    my ( $ticket, $uri ) = @_;
    return $RT::Handle->dbh->selectrow_array( "SELECT 1 FROM Links WHERE Base = ? AND Type = 'RefersTo' AND Target = ?",
        undef, $ticket->URI, $uri );
}

=head2 bind_asset DESK, REQUEST

C<incident.bind>. Links that our user made are ours to replace; those of people stay. On a ticket that others were merged
into, nothing is taken away: the other link may stand for the other alert.

=cut

sub bind_asset {
    my ( $desk, $request ) = @_;
    my $id = $desk->number( $request, 'ci' );
    my $asset = defined $id ? RT::Extension::SecureExport::Desk::Assets::usable( $desk, $id ) : undef;
    $desk->refuse("RT has no asset $request->{ci}, or it is retired, not visible or in another catalog") unless $asset;
    my $ticket = _lock( $desk, $desk->number( $request, 'id' ) )
        or $desk->refuse("RT has no ticket #$request->{id}, or it is deleted");
    unless ( _link( $ticket, $asset->URI ) ) {
        _need( $desk, $ticket, 'ModifyTicket' );
        my ( $ok, $message ) = $ticket->AddLink( Type => 'RefersTo', Target => 'asset:' . $asset->id );
        $desk->refuse( 'RT did not link ticket #' . $ticket->id . ' to asset ' . $asset->id . ': ' . ( $message // '' ) )
            unless $ok && _link( $ticket, $asset->URI );
    }
    _unlink( $desk, $ticket, sub { $_[0] ne $asset->URI } ) unless $ticket->Merged;
    return {};
}

# Removes our user's own links to assets for whose target WANTED returns true.
sub _unlink {
    my ( $desk, $ticket, $wanted ) = @_;
    my $links = RT::Links->new( RT->SystemUser );
    $links->Limit( FIELD => 'Base',    VALUE => $ticket->URI );
    $links->Limit( FIELD => 'Type',    VALUE => 'RefersTo' );
    $links->Limit( FIELD => 'Creator', VALUE => $desk->user->id );
    for my $link ( @{ $links->ItemsArrayRef || [] } ) {
        next unless $link->Target =~ m{^asset:} && $wanted->( $link->Target );
        _need( $desk, $ticket, 'ModifyTicket' );
        my ( $ok, $message ) = $ticket->DeleteLink( Type => 'RefersTo', Target => $link->Target );
        $desk->refuse( 'RT did not unlink ' . $link->Target . ': ' . ( $message // '' ) )
            unless $ok && !_link( $ticket, $link->Target );
    }
    return;
}

1;

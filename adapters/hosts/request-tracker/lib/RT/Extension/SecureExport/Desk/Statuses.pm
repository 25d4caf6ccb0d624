# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk::Statuses;

use strict;
use warnings;

=head1 NAME

RT::Extension::SecureExport::Desk::Statuses - what the statuses of any lifecycle mean to us

=head1 DESCRIPTION

    open       initial and active statuses
    resolved   the status that we resolve to, where the lifecycle has a way back
    closed     every other inactive status
    gone       deleted

=cut

# A path of more than three steps through a lifecycle is hardly intended by its author.
use constant MOST_STEPS => 3;

=head2 state DESK, TICKET

C<open>, C<resolved> or C<closed>.

=cut

sub state {
    my ( $desk, $ticket ) = @_;
    my $status = $ticket->Status;
    return 'open' unless $ticket->LifecycleObj->IsInactive($status);
    return 'closed' unless $status eq ( resolve_status( $desk, $ticket ) // '' );
    return reopen_status( $desk, $ticket ) ? 'resolved' : 'closed';
}

=head2 resolve_status DESK, TICKET

The configured status, where the ticket's lifecycle has it; else C<resolved>; else the first inactive one that is not a
refusal. undef when there is none.

=cut

sub resolve_status { return resolve_status_in( $_[0]->settings, $_[1]->LifecycleObj ) }

=head2 resolve_status_in SETTINGS, LIFECYCLE

C<resolve_status> for any ticket in that lifecycle.

=cut

sub resolve_status_in {
    my ( $settings, $lifecycle ) = @_;
    my @inactive = $lifecycle->Inactive;
    for my $wanted ( grep { defined && length } $settings->resolve_status, 'resolved' ) {
        my ($found) = grep { lc $_ eq lc $wanted } @inactive;
        return lc $found if defined $found;
    }
    my ($first) = grep { !/^(?:deleted|rejected|abandoned)$/i } @inactive;
    return defined $first ? lc $first : undef;
}

=head2 reopen_status DESK, TICKET

Where a transition leads to from the ticket's status: the configured one, C<open>, or the first active one. undef when
there is no way back.

=cut

sub reopen_status {
    my ( $desk, $ticket ) = @_;
    my $lifecycle = $ticket->LifecycleObj;
    my $status    = $ticket->Status;
    my @back      = grep { !$lifecycle->IsInactive($_) } $lifecycle->Transitions($status);
    for my $wanted ( grep { defined && length } $desk->settings->reopen_status, 'open' ) {
        my ($found) = grep { lc $_ eq lc $wanted } @back;
        return lc $found if defined $found;
    }
    my ($first) = ( grep( { $lifecycle->IsActive($_) } @back ), @back );
    return defined $first ? lc $first : undef;
}

=head2 path TICKET, TARGET

The shortest path to TARGET through open statuses, without the current one; empty when there is none.

=cut

sub path { return path_in( $_[0]->LifecycleObj, $_[0]->Status, $_[1] ) }

=head2 path_in LIFECYCLE, STATUS, TARGET

C<path> from any status.

=cut

sub path_in {
    my ( $lifecycle, $status, $target ) = @_;
    return unless defined $target;
    my %seen = ( $status => 1 );
    my @ways = ( [$status] );
    for my $step ( 1 .. MOST_STEPS ) {
        my @longer;
        for my $way (@ways) {
            for my $next ( map { lc } $lifecycle->Transitions( $way->[-1] ) ) {
                return ( @$way[ 1 .. $#$way ], $next ) if $next eq $target;
                push @longer, [ @$way, $next ] unless $lifecycle->IsInactive($next) || $seen{$next}++;
            }
        }
        @ways = @longer;
    }
    return;
}

=head2 rights_to_resolve SETTINGS, LIFECYCLE

The rights needed to resolve a ticket from every status that our tickets can have.

=cut

sub rights_to_resolve {
    my ( $settings, $lifecycle ) = @_;
    my $target = resolve_status_in( $settings, $lifecycle );
    my %rights;
    for my $from ( map {lc} $lifecycle->Initial, $lifecycle->Active ) {
        my $at = $from;
        for my $next ( path_in( $lifecycle, $from, $target ) ) {
            $rights{ $lifecycle->CheckRight( $at => $next ) } = 1;
            $at = $next;
        }
    }
    return sort keys %rights;
}

=head2 walk DESK, TICKET, STATUSES...

Sets one status after the other and verifies the last; refuses with RT's reason.

=cut

sub walk {
    my ( $desk, $ticket, @statuses ) = @_;
    for my $status (@statuses) {
        my $from  = $ticket->Status;
        my $right = $ticket->LifecycleObj->CheckRight( $from => $status );
        $desk->refuse( 'user ' . $desk->settings->user . " lacks $right on queue " . $ticket->QueueObj->__Value('Name')
                . ", which $from -> $status of ticket #" . $ticket->id . ' asks for: grant it there to group '
                . $desk->settings->group . ', then retry' )
            unless $ticket->CurrentUserHasRight($right);
        my ( $ok, $message ) = $ticket->SetStatus($status);
        $desk->refuse( 'RT did not set ticket #' . $ticket->id . " to $status: " . ( $message // '' ) ) unless $ok;
    }
    my $now = RT::Ticket->new( RT->SystemUser );
    $now->Load( $ticket->id );
    $desk->refuse( 'ticket #' . $ticket->id . ' is ' . $now->Status . " though RT said it was set to $statuses[-1]" )
        if $now->LifecycleObj->IsInactive( $now->Status ) != $now->LifecycleObj->IsInactive( $statuses[-1] );
    return;
}

=head2 unresolved_dependencies TICKET

undef, or which tickets it waits for, as the end of a sentence. Also those that our user may not see: RT itself would let
it resolve over them.

=cut

sub unresolved_dependencies {
    my ($ticket) = @_;
    my $seen_by_all = RT::Ticket->new( RT->SystemUser );
    $seen_by_all->Load( $ticket->id );
    my $waits_for = $seen_by_all->UnresolvedDependencies;
    $waits_for->IgnoreType;
    $waits_for->RowsPerPage(5);
    my @numbers = map { '#' . $_->id } @{ $waits_for->ItemsArrayRef || [] };
    return undef unless @numbers;
    return 'depends on ' . join( ', ', @numbers ) . ', which ' . ( @numbers > 1 ? 'are' : 'is' ) . ' not resolved';
}

1;

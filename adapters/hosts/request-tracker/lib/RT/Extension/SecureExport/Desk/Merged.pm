# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk::Merged;

use strict;
use warnings;

=head1 NAME

RT::Extension::SecureExport::Desk::Merged - tickets that people merged

=head1 DESCRIPTION

A surviving ticket may stand for several alerts: it is over when all of them are. Which are is kept in an attribute of the
ticket that each alert had opened, and only for merged tickets. A ticket that a person opened and ours were merged into is
that person's to close.

=cut

use constant ATTRIBUTE => 'SecureExportAlertIsOver';

=head2 is_over DESK, ID, TICKET

The alert that opened ID is over. undef when TICKET, which survives, can be resolved; else why not, as the end of a
sentence.

=cut

sub is_over {
    my ( $desk, $id, $ticket ) = @_;
    my @merged = _merged_into($ticket);
    return undef unless @merged;
    return "is a person's own, into which #$id was merged" unless defined _key_of( $desk, $ticket->id );
    _row($id)->SetAttribute( Name => ATTRIBUTE, Description => 'The alert that opened this ticket is over', Content => 1 )
        unless _row($id)->FirstAttribute(ATTRIBUTE);
    # Two tickets with one key belong to one alert: a duplicate that people merged.
    my $key    = _key_of( $desk, $id ) // '';
    my @firing = grep {
        my $other = $_ == $id ? undef : _key_of( $desk, $_ );
        defined $other && $other ne $key && !_row($_)->FirstAttribute(ATTRIBUTE)
    } $ticket->id, @merged;
    return undef unless @firing;
    return 'also stands for ' . join( ', ', map { "#$_" } @firing ) . ', merged with it, whose '
        . ( @firing > 1 ? 'alerts are' : 'alert is' ) . ' not over';
}

=head2 is_back DESK, ID

The alert that opened ID fires again.

=cut

sub is_back {
    my ( $desk, $id ) = @_;
    my $row = _row($id);
    $row->DeleteAttribute(ATTRIBUTE) if $row->id && $row->FirstAttribute(ATTRIBUTE);
    return;
}

# The ticket with this number, not the one it was merged into.
sub _row {
    my ($id) = @_;
    my $ticket = RT::Ticket->new( RT->SystemUser );
    $ticket->LoadById($id);
    return $ticket;
}

sub _merged_into {
    my ($ticket) = @_;
    my $seen_by_all = RT::Ticket->new( RT->SystemUser );
    $seen_by_all->Load( $ticket->id );
    return $seen_by_all->Merged;
}

# The key of the alert that opened the ticket with this number; undef when a person opened it.
sub _key_of {
    my ( $desk, $id ) = @_;
    return scalar $RT::Handle->dbh->selectrow_array(
        'SELECT Content FROM ObjectCustomFieldValues WHERE CustomField = ' . int( $desk->key_field->id )
            . " AND ObjectType = 'RT::Ticket' AND ObjectId = ? AND Disabled = 0",
        undef, $id
    );
}

1;

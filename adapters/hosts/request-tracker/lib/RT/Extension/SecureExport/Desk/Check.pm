# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk::Check;

use strict;
use warnings;

use JSON ();

=head1 NAME

RT::Extension::SecureExport::Desk::Check - is RT ready for us?

=cut

=head2 lines DESK, REQUEST

C<desk.check>. Creates nothing.

=cut

sub lines {
    my ($desk) = @_;
    my @lines;
    my $tell = sub {
        my ( $good, $what, $remedy ) = @_;
        push @lines, { good => $good ? JSON::true : JSON::false, what => $what, $good ? () : ( remedy => $remedy ) };
        return $good;
    };
    _account( $desk, $tell );
    my $queue = eval { $desk->queue };
    if ( $tell->( $queue, 'RT has queue ' . $desk->settings->queue, 'Choose a queue under Admin > Tools > Azure alerts > Queue and catalogs.' ) ) {
        _queue( $desk, $queue, $tell );
        _key_field( $desk, $queue, $tell );
        _statuses( $desk, $queue, $tell );
    }
    _catalog( $desk, $_, $tell ) for $desk->settings->catalogs;
    _resource_field( $desk, $tell );
    return { lines => \@lines };
}

my $SETUP = 'Run rt-secure-export-setup.';

sub _account {
    my ( $desk, $tell ) = @_;
    my $name = $desk->settings->user;
    my $user = $desk->user->UserObj;
    $tell->( $user->Privileged && !$user->Disabled, "user $name is privileged and enabled", $SETUP );
    $tell->( !$user->HasRight( Right => 'SuperUser', Object => RT->System ),
        "user $name is no superuser", "Take SuperUser from $name: its rights are those of rt-secure-export-setup." );
    return;
}

sub _may {
    my ( $desk, $right, $object, $where, $tell ) = @_;
    my $name = $desk->settings->user;
    return $tell->( $desk->user->HasRight( Right => $right, Object => $object ) ? 1 : 0,
        "user $name has $right on $where",
        "Grant $right on $where to the group " . $desk->settings->group . ', or run rt-secure-export-setup.' );
}

sub _queue {
    my ( $desk, $queue, $tell ) = @_;
    _may( $desk, $_, $queue, 'queue ' . $queue->Name, $tell ) for qw(CreateTicket ShowTicket ModifyTicket);
    return;
}

sub _key_field {
    my ( $desk, $queue, $tell ) = @_;
    my $name  = 'custom field "' . $desk->settings->key_field . '"';
    my $field = eval { $desk->key_field };
    $tell->( $field && !$field->Disabled, "RT has the $name", $SETUP ) or return;
    $tell->( $field->IsGlobal || $field->IsAdded( $queue->id ), "$name applies to queue " . $queue->Name, $SETUP );
    # Rights on a field count where it is used.
    my $used = RT::CustomField->new( $desk->user );
    $used->Load( $field->id );
    $used->SetContextObject($queue);
    my $user = $desk->settings->user;
    for my $right (qw(SeeCustomField SetInitialCustomField)) {
        $tell->( $used->CurrentUserHasRight($right) ? 1 : 0, "user $user has $right on $name", $SETUP );
    }
    return;
}

sub _statuses {
    my ( $desk, $queue, $tell ) = @_;
    my $lifecycle = $queue->LifecycleObj;
    for my $wanted ( [ resolve_status => 'Inactive' ], [ reopen_status => 'Active' ] ) {
        my ( $setting, $kind ) = @$wanted;
        my $status = $desk->settings->$setting;
        next unless length( $status // '' );
        my $has = grep { lc $_ eq lc $status } $lifecycle->$kind, $kind eq 'Active' ? $lifecycle->Initial : ();
        $tell->( $has ? 1 : 0, 'lifecycle ' . $lifecycle->Name . " has the status $status for this",
            'Choose another status under Admin > Tools > Azure alerts > Queue and catalogs.' );
    }
    return;
}

sub _catalog {
    my ( $desk, $name, $tell ) = @_;
    my $catalog = RT::Catalog->new( RT->SystemUser );
    $catalog->Load($name);
    $tell->( $catalog->id && !$catalog->Disabled ? 1 : 0, "RT has catalog $name", 'Choose catalogs under Admin > Tools > Azure alerts > Queue and catalogs.' )
        or return;
    _may( $desk, 'ShowAsset', $catalog, 'catalog ' . $catalog->Name, $tell );
    return;
}

sub _resource_field {
    my ( $desk, $tell ) = @_;
    my $name = $desk->settings->resource_field;
    return unless length( $name // '' );
    my $field = $desk->resource_field;
    $tell->( $field && !$field->Disabled ? 1 : 0, "RT has the custom field \"$name\" for assets", $SETUP );
    return;
}

1;

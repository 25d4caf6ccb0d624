# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk::Check;

use strict;
use warnings;

use JSON ();

use RT::Extension::SecureExport::Desk::Statuses;

=head1 NAME

RT::Extension::SecureExport::Desk::Check - is RT ready for us?

=head1 DESCRIPTION

Each remedy works if it is followed literally; what it leaves to the setup is done by L<RT::Extension::SecureExport::Setup>.

=cut

my $SETUP  = 'Run rt-secure-export-setup.';
my $CHOOSE = 'under Admin > Tools > Azure alerts > Queue and catalogs';

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
    # A disabled user has no rights: report that in one line instead of one for each right.
    if ( _account( $desk, $tell ) ) {
        my $queue = _queue( $desk, $tell );
        _key_field( $desk, $queue, $tell );
        _statuses( $desk, $queue, $tell ) if $queue;
        _catalogs( $desk, $tell );
        _resource_field( $desk, $tell );
    }
    return { lines => \@lines };
}

sub _account {
    my ( $desk, $tell ) = @_;
    my $name = $desk->settings->user;
    my $user = $desk->user->UserObj;
    $tell->( !$user->HasRight( Right => 'SuperUser', Object => RT->System ),
        "user $name is no superuser", "Take SuperUser from $name: its rights are those of rt-secure-export-setup." );
    $tell->( $user->Privileged ? 1 : 0, "user $name is privileged", $SETUP );
    $tell->( !$user->Disabled, "user $name is enabled", $SETUP ) or return 0;
    my $group = RT::Group->new( RT->SystemUser );
    $group->LoadUserDefinedGroup( $desk->settings->group );
    return $tell->( $group->id && !$group->Disabled && $group->HasMember( $user->PrincipalId ) ? 1 : 0,
        "user $name is in the group " . $desk->settings->group . ', which is enabled', $SETUP );
}

sub _may {
    my ( $desk, $right, $object, $where, $tell ) = @_;
    my $name = $desk->settings->user;
    return $tell->( $desk->user->HasRight( Right => $right, Object => $object ) ? 1 : 0,
        "user $name has $right on $where",
        "Grant $right on $where to the group " . $desk->settings->group . ', or run rt-secure-export-setup.' );
}

sub _queue {
    my ( $desk, $tell ) = @_;
    my $queue = $desk->settings->find_queue;
    my $name  = $queue->id ? $queue->Name : $desk->settings->queue;
    $tell->( $queue->id ? 1 : 0, "RT has queue $name", "Create it, or choose another $CHOOSE." ) or return undef;
    $tell->( !$queue->Disabled, "queue $name is enabled", "Enable it, or choose another $CHOOSE." ) or return undef;
    _may( $desk, $_, $queue, "queue $name", $tell ) for qw(CreateTicket ShowTicket ModifyTicket);
    return $queue;
}

sub _key_field {
    my ( $desk, $queue, $tell ) = @_;
    my $name = 'custom field "' . $desk->settings->key_field . '"';
    my $field = $desk->settings->find_field( $desk->settings->key_field, 'RT::Queue-RT::Ticket' );
    $tell->( $field ? 1 : 0, "RT has the $name", $SETUP ) or return;
    $tell->( !$field->Disabled, "the $name is enabled", $SETUP ) or return;
    return unless $queue;
    $tell->( $field->IsGlobal || $field->IsAdded( $queue->id ) ? 1 : 0, "the $name applies to queue " . $queue->Name, $SETUP );
    # Rights on a field count where it is used.
    my $used = RT::CustomField->new( $desk->user );
    $used->Load( $field->id );
    $used->SetContextObject($queue);
    my $user = $desk->settings->user;
    for my $right (qw(SeeCustomField SetInitialCustomField)) {
        $tell->( $used->CurrentUserHasRight($right) ? 1 : 0, "user $user has $right on the $name", $SETUP );
    }
    return;
}

sub _statuses {
    my ( $desk, $queue, $tell ) = @_;
    my $lifecycle = $queue->LifecycleObj;
    my $name      = 'lifecycle ' . $lifecycle->Name;
    for my $wanted ( [ resolve_status => 'Inactive' ], [ reopen_status => 'Active' ] ) {
        my ( $setting, $kind ) = @$wanted;
        my $status = $desk->settings->$setting;
        next unless length( $status // '' );
        my $has = grep { lc $_ eq lc $status } $lifecycle->$kind, $kind eq 'Active' ? $lifecycle->Initial : ();
        $tell->( $has ? 1 : 0, "$name has the status $status for this", "Choose another status $CHOOSE." );
    }
    my $target = RT::Extension::SecureExport::Desk::Statuses::resolve_status_in( $desk->settings, $lifecycle );
    my ( @ways, @none );
    for my $from ( map {lc} $lifecycle->Initial, $lifecycle->Active ) {
        my @path = RT::Extension::SecureExport::Desk::Statuses::path_in( $lifecycle, $from, $target );
        push @{ @path ? \@ways : \@none }, $from;
    }
    my %way = map { $_ => 1 } @ways;
    my ($new) = grep {defined} $lifecycle->DefaultOnCreate, $lifecycle->Initial;
    $tell->( $way{ lc( $new // '' ) } ? 1 : 0,
        "$name has a way from " . ( $new // 'its first status' ) . ' to ' . ( $target // 'an end' ) . ', so that tickets can be resolved',
        "Choose another queue or another status $CHOOSE, or add transitions to the lifecycle: three steps at most." )
        or return;
    $tell->( 1, "$name: tickets in status " . join( ', ', @none ) . " are left open with a comment, for there is no way to $target" )
        if @none;
    _may( $desk, $_, $queue, 'queue ' . $queue->Name, $tell )
        for grep { $_ ne 'ModifyTicket' }
        RT::Extension::SecureExport::Desk::Statuses::rights_to_resolve( $desk->settings, $lifecycle );
    return;
}

sub _catalogs {
    my ( $desk, $tell ) = @_;
    my $settings = $desk->settings;
    return $tell->( 1, 'no asset is looked for, as was chosen' ) if $settings->no_assets;
    $tell->( scalar( $settings->catalogs ) ? 1 : 0, 'catalogs are chosen, in which assets are looked for',
        "Mark one or more catalogs $CHOOSE, or tick there that no assets are wanted." );
    my @found = $settings->find_catalogs;
    for my $name ( $settings->catalogs ) {
        my $catalog = shift @found;
        my $called = $catalog->id ? $catalog->Name : $name;
        $tell->( $catalog->id ? 1 : 0, "RT has catalog $called", "Create it, or choose others $CHOOSE." ) or next;
        $tell->( !$catalog->Disabled, "catalog $called is enabled", "Enable it, or choose others $CHOOSE." ) or next;
        _may( $desk, 'ShowAsset', $catalog, "catalog $called", $tell );
    }
    return;
}

sub _resource_field {
    my ( $desk, $tell ) = @_;
    my $name = $desk->settings->resource_field;
    return if !length( $name // '' ) || $desk->settings->no_assets;
    my $field = $desk->settings->find_field( $name, 'RT::Catalog-RT::Asset' );
    $tell->( $field ? 1 : 0, "RT has the custom field \"$name\" for assets", $SETUP ) or return;
    $tell->( !$field->Disabled, "the custom field \"$name\" for assets is enabled", $SETUP );
    return;
}

1;

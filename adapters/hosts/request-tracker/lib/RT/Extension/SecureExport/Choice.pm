# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Choice;

use strict;
use warnings;

use RT::Extension::SecureExport::Desk;
use RT::Extension::SecureExport::Reason;
use RT::Extension::SecureExport::Settings;
use RT::Extension::SecureExport::Setup;

=head1 NAME

RT::Extension::SecureExport::Choice - what an administrator chooses on the page "Queue and catalogs"

=head1 DESCRIPTION

A choice with which alerts would be parked is not saved: it is tried in a transaction, with what the setup has to add to it,
and kept when the desk's own test finds nothing wrong.

=cut

=head2 offered COLLECTION, ACTOR, IN_USE...

The possible choices, C<{id, name}> each: all objects of that class that ACTOR may see, and those in use.

=cut

sub offered {
    my ( $class, $collection, $actor, @in_use ) = @_;
    my $all = $collection->new($actor);
    $all->UnLimit;
    $all->OrderBy( FIELD => 'Name' );
    my @offered;
    while ( my $one = $all->Next ) { push @offered, { id => $one->id, name => $one->Name } }
    for my $used (@in_use) {
        push @offered, { id => $used->id, name => $used->__Value('Name') }
            if $used->id && !grep { $_->{id} == $used->id } @offered;
    }
    return @offered;
}

=head2 save ACTOR, CHOICES

ACTOR is the L<RT::CurrentUser> with whose rights RT is prepared for it. Gives whether it was saved, then lines for people:
what was changed, or what is wrong and what to do.

=cut

sub save {
    my ( $class, $actor, %chosen ) = @_;
    my @told = eval { $class->_checked( $actor, \%chosen ) };
    return ( 0, RT::Extension::SecureExport::Reason::plain($@) ) if $@;
    return ( 0, @told ) if @told;

    my ( @changed, @bad );
    my $good = eval {
        $RT::Handle->BeginTransaction;
        @changed = RT::Extension::SecureExport::Settings->choose( $actor->Name, %chosen );
        # With the administrator's own rights, so that missing rights on the queue are reported.
        RT::Extension::SecureExport::Setup->new( $actor, sub { push @changed, @_ } )->all;
        @bad = map {"Not so: $_->{what}. $_->{remedy}"} RT::Extension::SecureExport::Desk->bad_lines;
        !@bad;
    };
    my $error = $@;
    $good &&= eval { $RT::Handle->Commit; 1 };
    return ( 1, @changed ) if $good;

    $error ||= $@;
    eval { $RT::Handle->ForceRollback };
    # RT's caches still have what was rolled back.
    RT::Principal->InvalidateACLCache;
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
    delete RT->System->{attributes};
    return ( 0, @bad ) if @bad;
    return ( 0, RT::Extension::SecureExport::Reason::plain($error)
            . '. Ask somebody who may, or let root choose it in the configuration and run rt-secure-export-setup.' );
}

# Replaces names by numbers, as they are stored; returns the errors in the choice.
sub _checked {
    my ( $class, $actor, $chosen ) = @_;
    my $settings = RT::Extension::SecureExport::Settings->load;
    my @wrong;
    my $queue = $class->_one( 'RT::Queue', $chosen->{Queue}, $actor, $settings->find_queue );
    if ( !$queue ) { push @wrong, 'Choose a queue: there is none such, or you may not see it.' }
    elsif ( $queue->Disabled ) { push @wrong, 'Queue ' . $queue->Name . ' is disabled: enable it, or choose another.' }
    else {
        $chosen->{Queue} = $queue->id;
        my $lifecycle = $queue->LifecycleObj;
        my %of = (
            ResolveStatus => [ grep { !/^deleted$/i } $lifecycle->Inactive ],
            ReopenStatus  => [ $lifecycle->Initial, $lifecycle->Active ],
        );
        for my $name ( sort keys %of ) {
            my $status = $chosen->{$name} // '';
            next if !length $status || grep { lc $_ eq lc $status } @{ $of{$name} };
            push @wrong, "Lifecycle " . $lifecycle->Name . ' of queue ' . $queue->Name . " has no status $status for this: "
                . 'choose one of ' . join( ', ', @{ $of{$name} } ) . ', or what the lifecycle has.';
        }
    }
    my @catalogs;
    for my $given ( @{ $chosen->{Catalogs} } ) {
        my $catalog = $class->_one( 'RT::Catalog', $given, $actor, $settings->find_catalogs );
        if ( !$catalog ) { push @wrong, "There is no catalog $given, or you may not see it." }
        elsif ( $catalog->Disabled ) { push @wrong, 'Catalog ' . $catalog->Name . ' is disabled: enable it, or leave it out.' }
        else { push @catalogs, $catalog->id }
    }
    $chosen->{Catalogs} = \@catalogs;
    push @wrong, 'No catalog is marked: no ticket would get its asset. Mark one, or tick that no assets are wanted.'
        unless @catalogs || @wrong || $chosen->{NoAssets};
    return @wrong;
}

# Finds an object by number or name, if ACTOR may see it or it is in use; loaded with full rights.
sub _one {
    my ( $class, $kind, $given, $actor, @in_use ) = @_;
    return undef unless defined $given && length $given;
    my $one = $kind->new( RT->SystemUser );
    $one->Load($given);
    return undef unless $one->id;
    my $right = $kind eq 'RT::Queue' ? 'SeeQueue' : 'ShowCatalog';
    return $one if grep { ( $_->id // 0 ) == $one->id } @in_use;
    return $actor->HasRight( Right => $right, Object => $one ) ? $one : undef;
}

1;

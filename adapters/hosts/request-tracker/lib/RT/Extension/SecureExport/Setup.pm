# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Setup;

use strict;
use warnings;

use RT::Extension::SecureExport::Desk::Statuses;
use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Setup - what RT must hold for us

=head1 DESCRIPTION

Every step looks first and changes only what is missing, so that it may be run again at any time. Nothing that people
changed is changed back, apart from what nothing works without: rights of our group that are missing, and our user, group
and fields, which are enabled again.

=cut

=head2 new ACTOR, TELL

ACTOR is the L<RT::CurrentUser> with whose rights RT is changed. TELL is called with one line for each change.

=cut

sub new {
    my ( $class, $actor, $tell ) = @_;
    return bless { actor => $actor, tell => $tell, settings => RT::Extension::SecureExport::Settings->load }, $class;
}

sub _tell { $_[0]{tell}->( $_[1] ) }

# Shows RT's messages but never parses them, since they are translated.
sub _must {
    my ( $self, $ok, $message, $what ) = @_;
    ( $message, $what ) = ( undef, $message ) if !defined $what;    # RT gave no reason
    die "RT could not $what: " . ( $message // 'no reason given' ) . "\n" unless $ok;
    $self->_tell( ucfirst $what =~ s/^(create|apply|grant|add|enable|make)/{create => 'created', apply => 'applied',
        grant => 'granted', add => 'added', enable => 'enabled', make => 'made'}->{$1}/er );
    return;
}

=head2 all

Sets up everything in RT. Dies with a message that says what failed.

=cut

sub all {
    my ($self) = @_;
    my $group = $self->user_and_group;
    my $queue = $self->_queue;
    my $key   = $self->_field( $self->{settings}->key_field, 'RT::Queue-RT::Ticket',
        'The alert that opened this ticket; written by Secure Export, not to be changed', $queue );
    my @more = RT::Extension::SecureExport::Desk::Statuses::rights_to_resolve( $self->{settings}, $queue->LifecycleObj );
    my %rights = map { $_ => 1 } @more;
    delete @rights{qw(SeeQueue CreateTicket ShowTicket ModifyTicket)};
    $self->_grant( $group, $queue, qw(SeeQueue CreateTicket ShowTicket ModifyTicket), sort keys %rights );
    $self->_grant( $group, $key,   qw(SeeCustomField SetInitialCustomField) );
    my $resource = $self->_resource_field;
    for my $catalog ( $self->_catalogs ) {
        $self->_apply( $resource, $catalog ) if $resource;
        $self->_grant( $group, $catalog, qw(ShowCatalog ShowAsset) );
    }
    $self->_grant( $group, $resource, 'SeeCustomField' ) if $resource;
    $self->{settings}->remember_numbers;
    return;
}

sub user_and_group {
    my ($self) = @_;
    my $name = $self->{settings}->user;
    my $user = RT::User->new( $self->{actor} );
    $user->Load($name);
    if ( !$user->id ) {
        my ( $id, $message ) = $user->Create(
            Name       => $name,
            RealName   => 'Secure Export',
            Comments   => 'Opens and resolves tickets for alerts from Azure Monitor. Has no password: nobody logs in.',
            Privileged => 1,
        );
        $self->_must( $id, $message, "create user $name" );
    }
    $self->_must( $user->SetDisabled(0),   "enable user $name" )          if $user->PrincipalObj->__Value('Disabled');
    $self->_must( $user->SetPrivileged(1), "make user $name privileged" ) unless $user->Privileged;
    my $group = RT::Group->new( $self->{actor} );
    $group->LoadUserDefinedGroup( $self->{settings}->group );
    if ( !$group->id ) {
        my ( $id, $message ) = $group->CreateUserDefinedGroup(
            Name        => $self->{settings}->group,
            Description => 'What Secure Export may do',
        );
        $self->_must( $id, $message, 'create group ' . $self->{settings}->group );
    }
    $self->_must( $group->SetDisabled(0), 'enable group ' . $group->Name ) if $group->PrincipalObj->__Value('Disabled');
    if ( !$group->HasMember( $user->PrincipalId ) ) {
        my ( $ok, $message ) = $group->AddMember( $user->PrincipalId );
        $self->_must( $ok, $message, "add user $name to group " . $group->Name );
    }
    return $group;
}

my $PAGE = 'Admin > Tools > Azure alerts > Queue and catalogs';

sub _queue {
    my ($self) = @_;
    my $queue = $self->{settings}->find_queue;
    my $name  = $self->{settings}->queue;
    die "RT has no queue $name: create it, choose another under $PAGE, or Set(\$SecureExportQueue, ...)\n" unless $queue->id;
    die 'queue ' . $queue->Name . " is disabled: enable it under Admin > Queues, or choose another under $PAGE\n"
        if $queue->Disabled;
    return $queue;
}

sub _catalogs {
    my ($self) = @_;
    return if $self->{settings}->no_assets;
    my @names = $self->{settings}->catalogs;
    my @found = $self->{settings}->find_catalogs;
    for my $catalog (@found) {
        my $name = shift @names;
        die "RT has no catalog $name: create it, choose others under $PAGE, or Set(\@SecureExportCatalogs, ...)\n"
            unless $catalog->id;
        die 'catalog ' . $catalog->Name . " is disabled: enable it under Admin > Assets, or choose others under $PAGE\n"
            if $catalog->Disabled;
    }
    return @found;
}

sub _resource_field {
    my ($self) = @_;
    my $name = $self->{settings}->resource_field;
    return undef if !length( $name // '' ) || $self->{settings}->no_assets;
    return $self->_field( $name, 'RT::Catalog-RT::Asset', 'Resource id in Azure, as the portal shows it: /subscriptions/...' );
}

# Finds the field by name and kind like the desk does, and applies it to OBJECT if given. A disabled field is enabled
# again: a new one would not have the keys of existing tickets.
sub _field {
    my ( $self, $name, $type, $description, $object ) = @_;
    my $found = $self->{settings}->find_field( $name, $type );
    if ( !$found ) {
        my $field = RT::CustomField->new( $self->{actor} );
        my ( $id, $message ) = $field->Create(
            Name        => $name,
            Type        => 'FreeformSingle',
            LookupType  => $type,
            Description => $description,
        );
        $self->_must( $id, $message, "create custom field \"$name\"" );
        $found = $self->{settings}->find_field( $name, $type );
    }
    elsif ( $found->Disabled ) {
        $self->_must( $self->_as_actor($found)->SetDisabled(0), "enable custom field \"$name\"" );
        $found = $self->{settings}->find_field( $name, $type );
    }
    $self->_apply( $found, $object ) if $object;
    return $found;
}

# The same object, to be changed with the actor's rights.
sub _as_actor {
    my ( $self, $object ) = @_;
    my $same = ( ref $object )->new( $self->{actor} );
    $same->LoadByCols( id => $object->id );
    return $same;
}

# FIELD and OBJECT are loaded with full rights: if the actor cannot see the field, RT reports a "lookup type mismatch".
sub _apply {
    my ( $self, $field, $object ) = @_;
    return if $field->IsGlobal || $field->IsAdded( $object->id );
    my $what = 'apply custom field "' . $field->Name . '" to ' . $object->Name;
    my $kind = lc( ( ref $object ) =~ s/^RT:://r );
    die "RT could not $what: " . $self->{actor}->Name . " lacks AssignCustomFields on $kind " . $object->Name . "\n"
        unless $self->{actor}->HasRight( Right => 'AssignCustomFields', Object => $object );
    my $link = RT::ObjectCustomField->new( RT->SystemUser );
    my ( $ok, $message ) = $link->Add( CustomField => $field->id, ObjectId => $object->id );
    $self->_must( $ok, $message, $what );
    return;
}

sub _grant {
    my ( $self, $group, $object, @rights ) = @_;
    my $principal = RT::Principal->new( $self->{actor} );
    $principal->Load( $group->PrincipalId );
    for my $right (@rights) {
        my $entry = RT::ACE->new( RT->SystemUser );
        $entry->LoadByCols(
            PrincipalType => 'Group',
            PrincipalId   => $group->PrincipalId,
            RightName     => $right,
            ObjectType    => ref $object,
            ObjectId      => $object->id,
        );
        next if $entry->id;
        my ( $ok, $message ) = $principal->GrantRight( Right => $right, Object => $object );
        $self->_must( $ok, $message, "grant $right on " . $object->Name . ' to group ' . $self->{settings}->group );
    }
    return;
}

=head2 indexes

The statements that make our look-ups fast: C<< [{name, sql}] >>. On PostgreSQL only the owner of RT's tables may run
them, which RT's own database user often is not.

=cut

sub indexes {
    my ($self) = @_;
    # RT's own indexes on MySQL and MariaDB know the values and the names, without case.
    return if RT->Config->Get('DatabaseType') eq 'mysql';
    my @indexes;
    for my $wanted ( [ $self->{settings}->key_field, 'RT::Queue-RT::Ticket', 'Content' ],
        [ $self->{settings}->resource_field, 'RT::Catalog-RT::Asset', 'LOWER(Content)' ] )
    {
        my ( $name, $type, $column ) = @$wanted;
        my $field = length( $name // '' ) ? $self->{settings}->find_field( $name, $type ) : undef;
        next unless $field;
        my $index = 'secureexport_' . int( $field->id );
        push @indexes,
            { name => $index,
            sql => "CREATE INDEX IF NOT EXISTS $index ON ObjectCustomFieldValues ($column, ObjectId) WHERE CustomField = "
                . int( $field->id ) };
    }
    # RT's own index knows names with case on SQLite, without case on PostgreSQL.
    push @indexes,
        { name => 'secureexport_names', sql => 'CREATE INDEX IF NOT EXISTS secureexport_names ON Assets (LOWER(Name))' }
        if RT->Config->Get('DatabaseType') eq 'SQLite';
    return @indexes;
}

=head2 missing_indexes

The indexes that do not exist.

=cut

sub missing_indexes {
    my ($self) = @_;
    return grep { !$self->has_index( $_->{name} ) } $self->indexes;
}

=head2 has_index NAME

=cut

sub has_index {
    my ( $self, $name ) = @_;
    my $type = RT->Config->Get('DatabaseType');
    my $sql  = $type eq 'Pg' ? 'SELECT 1 FROM pg_indexes WHERE indexname = ?'
        : $type eq 'SQLite'  ? "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?"
        :                      return 0;
    return $RT::Handle->dbh->selectrow_array( $sql, undef, $name ) ? 1 : 0;
}

1;

# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Setup;

use strict;
use warnings;

use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Setup - what RT must hold for us

=head1 DESCRIPTION

Every step looks first and changes only what is missing, so that it may be run again at any time. Nothing that people
changed is changed back, apart from rights of our group that are missing.

=cut

=head2 new ACTOR, TELL

ACTOR is the L<RT::CurrentUser> with whose rights RT is changed. TELL is called with one line for each change.

=cut

sub new {
    my ( $class, $actor, $tell ) = @_;
    return bless { actor => $actor, tell => $tell, settings => RT::Extension::SecureExport::Settings->load }, $class;
}

sub _tell { $_[0]{tell}->( $_[1] ) }

# RT's messages are worth reading, and never worth parsing.
sub _must {
    my ( $self, $ok, $message, $what ) = @_;
    die "RT could not $what: " . ( $message // 'no reason given' ) . "\n" unless $ok;
    $self->_tell( ucfirst $what =~ s/^(create|apply|grant|add|enable)/{create => 'created', apply => 'applied',
        grant => 'granted', add => 'added', enable => 'enabled'}->{$1}/er );
    return;
}

=head2 all

All of RT's side. Dies with a line that says what could not be done.

=cut

sub all {
    my ($self) = @_;
    my $group = $self->user_and_group;
    my $queue = $self->_queue;
    my $key   = $self->_field( $self->{settings}->key_field, 'RT::Queue-RT::Ticket',
        'The alert that opened this ticket; written by Secure Export, not to be changed', $queue );
    $self->_grant( $group, $queue, qw(SeeQueue CreateTicket ShowTicket ModifyTicket) );
    $self->_grant( $group, $key,   qw(SeeCustomField SetInitialCustomField) );
    my $resource = $self->_resource_field;
    for my $catalog ( $self->_catalogs ) {
        $self->_apply( $resource, $catalog ) if $resource;
        $self->_grant( $group, $catalog, qw(ShowCatalog ShowAsset) );
    }
    $self->_grant( $group, $resource, 'SeeCustomField' ) if $resource;
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
    my $group = RT::Group->new( $self->{actor} );
    $group->LoadUserDefinedGroup( $self->{settings}->group );
    if ( !$group->id ) {
        my ( $id, $message ) = $group->CreateUserDefinedGroup(
            Name        => $self->{settings}->group,
            Description => 'What Secure Export may do',
        );
        $self->_must( $id, $message, 'create group ' . $self->{settings}->group );
    }
    if ( !$group->HasMember( $user->PrincipalId ) ) {
        my ( $ok, $message ) = $group->AddMember( $user->PrincipalId );
        $self->_must( $ok, $message, "add user $name to group " . $group->Name );
    }
    return $group;
}

sub _queue {
    my ($self) = @_;
    my $queue = RT::Queue->new( RT->SystemUser );
    $queue->Load( $self->{settings}->queue );
    die 'RT has no queue ' . $self->{settings}->queue . ": create it, or Set(\$SecureExportQueue, ...)\n"
        if !$queue->id || $queue->Disabled;
    $queue->CurrentUser( $self->{actor} );
    return $queue;
}

sub _catalogs {
    my ($self) = @_;
    my @catalogs;
    for my $name ( $self->{settings}->catalogs ) {
        my $catalog = RT::Catalog->new( RT->SystemUser );
        $catalog->Load($name);
        die "RT has no catalog $name: create it, or Set(\@SecureExportCatalogs, ...)\n"
            if !$catalog->id || $catalog->Disabled;
        push @catalogs, $catalog;
    }
    return @catalogs;
}

sub _resource_field {
    my ($self) = @_;
    my $name = $self->{settings}->resource_field;
    return undef unless length( $name // '' );
    return $self->_field( $name, 'RT::Catalog-RT::Asset', 'Resource id in Azure, as the portal shows it: /subscriptions/...' );
}

# By name and kind, as the desk looks for it; applied to OBJECT when given.
sub _field {
    my ( $self, $name, $type, $description, $object ) = @_;
    my $fields = RT::CustomFields->new( RT->SystemUser );
    $fields->Limit( FIELD => 'Name',       VALUE => $name, CASESENSITIVE => 0 );
    $fields->Limit( FIELD => 'LookupType', VALUE => $type );
    $fields->OrderBy( FIELD => 'id' );
    my $found = $fields->First;
    my $field = RT::CustomField->new( $self->{actor} );
    if ($found) {
        $field->LoadById( $found->id );
    }
    else {
        my ( $id, $message ) = $field->Create(
            Name        => $name,
            Type        => 'FreeformSingle',
            LookupType  => $type,
            Description => $description,
        );
        $self->_must( $id, $message, "create custom field \"$name\"" );
    }
    $self->_apply( $field, $object ) if $object;
    return $field;
}

sub _apply {
    my ( $self, $field, $object ) = @_;
    return if $field->IsGlobal || $field->IsAdded( $object->id );
    my ( $ok, $message ) = $field->AddToObject($object);
    $self->_must( $ok, $message, 'apply custom field "' . $field->Name . '" to ' . $object->Name );
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
        $self->_must( $ok, $message, "grant $right on " . $object->Name . ' to group ' . $group->Name );
    }
    return;
}

=head2 indexes

The statements that make our look-ups fast: C<< [{name, sql}] >>. On PostgreSQL only the owner of RT's tables may run
them, which RT's own database user often is not.

=cut

sub indexes {
    my ($self) = @_;
    my @indexes;
    my %columns = ( key_field => 'Content', resource_field => 'LOWER(Content)' );
    for my $which (qw(key_field resource_field)) {
        my $name = $self->{settings}->$which;
        next unless length( $name // '' );
        my $field = $self->_field( $name,
            $which eq 'key_field' ? 'RT::Queue-RT::Ticket' : 'RT::Catalog-RT::Asset', '' );
        my $index = 'secureexport_' . int( $field->id );
        push @indexes,
            { name => $index,
            sql => "CREATE INDEX IF NOT EXISTS $index ON ObjectCustomFieldValues ($columns{$which}, ObjectId) WHERE CustomField = "
                . int( $field->id ) };
    }
    # RT's own index knows names with case on SQLite, without case on PostgreSQL.
    push @indexes,
        { name => 'secureexport_names', sql => 'CREATE INDEX IF NOT EXISTS secureexport_names ON Assets (LOWER(Name))' }
        if RT->Config->Get('DatabaseType') eq 'SQLite';
    return @indexes;
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

# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Desk::Assets;

use strict;
use warnings;

use Encode ();

=head1 NAME

RT::Extension::SecureExport::Desk::Assets - assets as configuration items

=head1 DESCRIPTION

An asset counts when it lies in one of the configured catalogs, its status is not an inactive one of its lifecycle
(recycled, stolen, deleted), and our user may see it.

=cut

# The plugin reads three: it distinguishes none, one and several.
use constant MOST_ASSETS => 3;

=head2 find DESK, REQUEST

C<ci.find>.

=cut

sub find {
    my ( $desk, $request ) = @_;
    my $by    = $request->{by} // '';
    my $value = $desk->text( $request, 'value' );
    my @found;
    for my $id ( $by eq 'resource_id' ? _by_resource( $desk, $value ) : $by eq 'name' ? _by_name( $desk, $value )
        : $desk->invalid("assets cannot be looked for by '$by'") )
    {
        my $asset = usable( $desk, $id ) or next;
        # MySQL considers "web-u" and "web-\x{fc}" equal.
        next if $by eq 'name' && lc $asset->__Value('Name') ne lc $value;
        push @found, _described( $desk, $asset, $by eq 'name' ? undef : $value );
        last if @found == MOST_ASSETS;
    }
    return { cis => \@found };
}

=head2 usable DESK, ID

The asset, or undef when it must not be used.

=cut

sub usable {
    my ( $desk, $id ) = @_;
    my $asset = RT::Asset->new( $desk->user );
    $asset->Load($id);
    return undef unless $asset->id && $asset->CurrentUserCanSee;
    return undef unless _catalogs($desk)->{ $asset->__Value('Catalog') };
    return undef if $asset->LifecycleObj->IsInactive( $asset->__Value('Status') );
    return $asset;
}

# The configured catalogs by number; loaded once per operation.
sub _catalogs {
    my ($desk) = @_;
    return $desk->{catalogs} if $desk->{catalogs};
    my @catalogs = $desk->settings->no_assets ? () : $desk->settings->find_catalogs;
    return $desk->{catalogs} = { map { $_->id => $_ } grep { $_->id && !$_->Disabled } @catalogs };
}

sub _by_resource {
    my ( $desk, $value ) = @_;
    my $field = $desk->resource_field or return;
    # People paste resource ids from the portal: any case, with or without the slash at the end.
    $value =~ s{/+\z}{};
    my @found = $desk->holders( $field, 'RT::Asset', 1, $value, "$value/" );
    # Longer values are in another column.
    push @found, _by_long_resource( $field, $value ) if length Encode::encode( 'UTF-8', $value ) >= 250;
    return @found;
}

sub _by_long_resource {
    my ( $field, $value ) = @_;
    # On MySQL that column holds bytes, which have no case.
    my $content = RT::Extension::SecureExport::Desk::on_mysql() ? 'CONVERT(LargeContent USING utf8mb4)' : 'LargeContent';
    return @{
        $RT::Handle->dbh->selectcol_arrayref(
            'SELECT ObjectId FROM ObjectCustomFieldValues WHERE CustomField = ' . int( $field->id )
                . " AND ObjectType = 'RT::Asset' AND Disabled = 0 AND LOWER($content) IN (LOWER(?), LOWER(?))"
                . ' ORDER BY ObjectId LIMIT 50',
            undef, $value, "$value/"
        )
    };
}

# Queries the table itself, since on SQLite RT's own search compares names with case.
sub _by_name {
    my ( $desk, $value ) = @_;
    my @catalogs = keys %{ _catalogs($desk) } or return;
    return if length $value > 255;
    my $name = RT::Extension::SecureExport::Desk::on_mysql() ? 'Name = ?' : 'LOWER(Name) = LOWER(?)';
    return @{
        $RT::Handle->dbh->selectcol_arrayref(
            "SELECT id FROM Assets WHERE $name AND Catalog IN ("
                . join( ', ', map {int} sort { $a <=> $b } @catalogs )
                . ') ORDER BY id LIMIT 50',
            undef, $value
        )
    };
}

sub _described {
    my ( $desk, $asset, $asked ) = @_;
    my $catalog = _catalogs($desk)->{ $asset->__Value('Catalog') };
    my $field = $desk->resource_field;
    # If the field has several values: the one that was requested.
    my @held = $field ? map { $_->Content } @{ _seen_by_all($asset)->CustomFieldValues( $field->id )->ItemsArrayRef } : ();
    my ($resource) = ( grep( { defined $asked && lc( s{/+\z}{}r ) eq lc( $asked =~ s{/+\z}{}r ) } @held ), @held );
    my %described = (
        id          => '' . $asset->id,
        name        => _line( $asset->Name, 255 ) || 'asset ' . $asset->id,
        class       => _line( $catalog->Name, 255 ),
        resource_id => _line( $resource, 2048 ),
    );
    return \%described;
}

# Ignores our user's rights on the field: an asset with an invisible id would match any machine of its name.
sub _seen_by_all {
    my ($asset) = @_;
    my $seen = RT::Asset->new( RT->SystemUser );
    $seen->Load( $asset->id );
    return $seen;
}

# Removes control characters and cuts to so many bytes.
sub _line {
    my ( $text, $most ) = @_;
    $text //= '';
    $text =~ s/[\p{Cc}\x{2028}\x{2029}]+/ /g;
    chop $text while length Encode::encode( 'UTF-8', $text ) > $most;
    return $text;
}

1;

# Long: one loaded plugin from open to close: the binding has one table of functions.
#
# This file is part of RT::Extension::SecureExport, which is free software under the terms of version 2 of the GNU
# General Public License.

package RT::Extension::SecureExport::Plugin;

use strict;
use warnings;

use Encode ();
use FFI::Platypus 1.00;
use FFI::Platypus::Buffer qw(scalar_to_buffer buffer_to_scalar);
use JSON ();
use URI ();

use RT::Extension::SecureExport::Settings;

=head1 NAME

RT::Extension::SecureExport::Plugin - secure_export.so in this process

=head1 DESCRIPTION

The boundary that F<plugin/itsm_abi.h> describes: structs and functions in C, texts as bytes with their length. Nothing
outside this file knows of pointers.

The library is opened when it is first needed, once in each process: after a fork, the child opens it for itself.

=cut

use constant {
    ABI     => 1,
    DONE    => 1,
    FAILED  => 0,
    INVALID => -1,
    REFUSED => -2,
    LATER   => -3,
    PUBLIC  => 1,
    ADMIN   => 2,
};

# The structs of itsm_abi.h, on machines with pointers of 64 bits. (Not FFI::Platypus::Record, whose classes complain when
# Perl ends.)
#   itsm_host: size, abi, self, log, register_endpoint, data_dir, data_dir_length, desk_call, public_endpoints
#   itsm_request: size, endpoint, then pointer and length of method, path, query, headers, body, peer, user
use constant {
    HOST_TABLE => 'L L Q7',
    REQUEST    => 'L L Q14',
};

my $PUT = '(opaque,opaque,uint64)->sint32';

# Everything that the C side has pointers to must live as long as the process.
my ( $ffi, %function, $manifest, $instance, $opening, %closure, %address );

# The bytes that the C side passes to put() during a call; calls do not nest.
my ( $error_text, $reply );

=head2 manifest

The validated contents of F<secure-export.json>; dies when it is missing or needs another ABI. Does not load the library.

=cut

sub manifest {
    return $manifest if $manifest;
    my $file = RT::Extension::SecureExport::Settings->library_dir . '/secure-export.json';
    open my $in, '<:raw', $file or die "cannot read the plugin's manifest $file: $!\n";
    my $read = JSON->new->utf8->decode( do { local $/; <$in> } );
    die "$file is of a later kind of manifest: this extension is too old for it\n" unless ( $read->{manifest} // 0 ) == 1;
    my ( $least, $most ) = map { $read->{abi}{$_} // 0 } qw(min max);
    die "$file is for ABI $least to $most, this extension speaks " . ABI . "\n" if $least > ABI || $most < ABI;
    return $manifest = $read;
}

=head2 declares METHOD, PATH

Whether the manifest declares a public endpoint on this path, under any method when METHOD is undef.

=cut

sub declares {
    my ( $class, $method, $path ) = @_;
    for my $endpoint ( @{ manifest()->{endpoints} } ) {
        next unless $endpoint->{access} eq 'public' && ( !defined $method || $endpoint->{method} eq $method );
        return 1 if _covers( $endpoint->{path}, $path );
    }
    return 0;
}

sub _covers {
    my ( $pattern, $path ) = @_;
    return $path eq $pattern unless $pattern =~ m{^(.*/)\*$}s;
    return index( $path, $1 ) == 0;
}

=head2 instance

The plugin of this process, opened if necessary. Dies with a message for the operator.

=cut

sub instance {
    my ($class) = @_;
    return $instance if $instance && $instance->{pid} == $$;
    return $instance = $class->_open;    # an instance inherited by a fork belongs to the parent, which closes it
}

sub _load {
    my ($class) = @_;
    return if $ffi;
    my $library = RT::Extension::SecureExport::Settings->library_dir . '/' . manifest()->{library};
    die "the plugin is not there: $library\n" unless -e $library;
    my $new = FFI::Platypus->new( api => 1, lib => $library );
    my %wanted = (
        itsm_abi_version => [ [] => 'uint32' ],
        itsm_open        => [ [ 'opaque', $PUT, 'opaque' ] => 'opaque' ],
        itsm_handle      => [ [ 'opaque', 'opaque', 'uint64', 'opaque', 'opaque' ] => 'sint32' ],
        itsm_pump        => [ [ 'opaque', 'uint32', 'uint32', 'uint64*' ] => 'sint32' ],
        itsm_close       => [ ['opaque'] => 'void' ],
    );
    my %found;
    for my $name ( keys %wanted ) {
        $found{$name} = eval { $new->function( $name, @{ $wanted{$name} } ) };
        next if $found{$name};
        # Report dlopen's reason: for example, a library of the system may be missing.
        my $why = eval { require FFI::Platypus::DL; FFI::Platypus::DL::dlopen( $library, 0 ) or FFI::Platypus::DL::dlerror() };
        $why = "it has no $name" if !$why || $why =~ /^\d+$/;
        die "cannot load $library: $why\n";
    }
    my $version = $found{itsm_abi_version}->call;
    die "$library speaks ABI $version, this extension " . ABI . "\n" if $version > ABI;
    _make_closures($new);
    %function = %found;
    $ffi      = $new;
    return;
}

sub _make_closures {
    my ($new) = @_;
    my %callback = (
        log               => [ '(opaque,sint32,opaque,uint64)->sint32', \&_log ],
        register_endpoint => [ '(opaque,opaque,uint64,opaque,uint64,uint32,uint32)->sint32', \&_register ],
        desk_call         => [ '(opaque,opaque,uint64,opaque,uint64,opaque,opaque)->sint32', \&_desk_call ],
        public_endpoints  => [ '(opaque,opaque,opaque)->sint32', \&_public_endpoints ],
        reply             => [ '(opaque,uint64,sint32,opaque,uint64,opaque,uint64)->sint32', \&_reply ],
    );
    for my $name ( keys %callback ) {
        my ( $type, $code ) = @{ $callback{$name} };
        # A callback must not die through C's stack frames: it returns FAILED instead.
        $closure{$name} = $new->closure(
            sub {
                my $result = eval { $code->(@_) };
                return $result if defined $result;
                RT->Logger->error("Secure Export: $name failed: $@");
                return FAILED;
            }
        );
        $address{$name} = $new->cast( $type => 'opaque', $closure{$name} );
    }
    $closure{error} = $new->closure( sub { $error_text .= _text( @_[ 1, 2 ] ); return DONE } );
    return;
}

sub _open {
    my ($class) = @_;
    $class->_load;
    my $dir = RT::Extension::SecureExport::Settings->data_dir;
    die "the data directory $dir is not there: run, as root, rt-secure-export-setup --connection NAME --tenant GUID "
        . "--audience api://GUID\n"
        unless -d $dir;
    # The web server cannot read files that root creates there.
    my $owner = ( stat _ )[4];
    if ( $owner != $> ) {
        my ( $name, $us ) = map { getpwuid($_) // $_ } $owner, $>;
        die "the data directory $dir belongs to user $name, and this runs as $us: run it as $name, or, if it is to be "
            . "$us\'s, run rt-secure-export-setup as root\n";
    }
    my %self = ( pid => $$, data_dir => Encode::encode( 'UTF-8', $dir ), routes => [] );
    my ( $data_dir, $length ) = scalar_to_buffer( $self{data_dir} );
    my @table = ( ABI, 0, @address{qw(log register_endpoint)}, $data_dir, $length, @address{qw(desk_call public_endpoints)} );
    $self{table} = pack HOST_TABLE, length pack( HOST_TABLE, 0, @table ), @table;
    my ($table) = scalar_to_buffer( $self{table} );
    $error_text = '';
    $opening = \%self;    # for _register
    $self{plugin} = $function{itsm_open}->call( $table, $closure{error}, undef );
    undef $opening;
    die "the plugin could not be opened: " . ( $error_text || 'no reason given' ) . "\n" unless $self{plugin};
    return bless \%self, $class;
}

=head2 route METHOD, PATH, ACCESS

The number of the endpoint, or undef; in list context also the methods that PATH supports. ACCESS is PUBLIC or ADMIN.

=cut

sub route {
    my ( $self, $method, $path, $access ) = @_;
    my ( %methods, $exact, $below );
    for my $route ( @{ $self->{routes} } ) {
        next unless $route->{access} == $access && _covers( $route->{path}, $path );
        $methods{ $route->{method} } = 1;
        next unless $route->{method} eq $method;
        $route->{path} eq $path ? ( $exact //= $route->{endpoint} ) : ( $below //= $route->{endpoint} );
    }
    my $found = $exact // $below;
    return wantarray ? ( $found, sort keys %methods ) : $found;
}

=head2 handle NAME => BYTES, ...

One request: endpoint (a number), and method, path, query, headers ("Name: value\n" each), body, peer, user, all bytes.
Returns C<< {status, headers => [[name, value], ...], body} >>, or undef when the plugin did not answer.

=cut

sub handle {
    my ( $self, %given ) = @_;
    my @request = ( $given{endpoint} );
    for my $name (qw(method path query headers body peer user)) {
        $given{$name} //= '';
        push @request, scalar_to_buffer( $given{$name} );
    }
    my $packed = pack REQUEST, length pack( REQUEST, 0, @request ), @request;
    my ($request) = scalar_to_buffer($packed);
    $reply = undef;
    my $code = $function{itsm_handle}->call( $self->{plugin}, $request, 1, $address{reply}, undef );
    my $got = $reply;
    $reply = undef;
    return $code == DONE ? $got : undef;
}

=head2 pump ITEMS, MILLISECONDS

Works until nothing is due, or so many items are done, or the time is spent. Gives in how many milliseconds there may be
more to do; undef when the plugin failed, which it has logged then.

=cut

sub pump {
    my ( $self, $items, $budget ) = @_;
    my $again = 0;
    my $code  = $function{itsm_pump}->call( $self->{plugin}, $items, $budget, \$again );
    return $code == DONE ? $again : undef;
}

=head2 public_endpoints WEBURL

Where senders reach the public endpoints of an RT with this C<$WebURL>, as itsm_host.public_endpoints lists it: one hash of
scheme, host, port and prefix, or nothing where it is no address of HTTP.

=cut

sub public_endpoints {
    my ( $class, $web_url ) = @_;
    my $url = URI->new( $web_url // '' );
    return unless ( $url->scheme // '' ) =~ /^https?\z/ && length( $url->host // '' );
    return { scheme => $url->scheme, host => $url->host, port => $url->port + 0, prefix => $url->path =~ s{/+\z}{}r };
}

=head2 shut

Closes the plugin at the end of a program; a server's process need not call it.

=cut

sub shut {
    my ($self) = @_;
    return unless $self->{pid} == $$ && $self->{plugin};
    $function{itsm_close}->call( delete $self->{plugin} );
    undef $instance if $instance && $instance == $self;
    return;
}

# While Perl still stands: in its last sweep the objects of FFI::Platypus go in any order, and complain.  The plugin itself
# is left alone, since what matters is on disk and a forked child must not close what its parent opened.
END {
    undef $instance;
    %function = %closure = ();
    undef $ffi;
}

sub _bytes {
    my ( $pointer, $length ) = @_;
    return $length && $pointer ? buffer_to_scalar( $pointer, $length ) : '';
}

sub _text { return Encode::decode( 'UTF-8', _bytes(@_) ) }

sub _log {
    my ( undef, $level, $text, $length ) = @_;
    my $line = 'Secure Export: ' . _text( $text, $length );
    my $method = $level <= 3 ? 'error' : $level == 4 ? 'warning' : $level >= 7 ? 'debug' : 'info';
    RT->Logger->$method($line);
    return DONE;
}

sub _register {
    my ( undef, $method, $method_length, $path, $path_length, $access, $endpoint ) = @_;
    my %route = (
        method   => _bytes( $method, $method_length ),
        path     => _bytes( $path,   $path_length ),
        access   => $access,
        endpoint => $endpoint,
    );
    if ( $access == PUBLIC && !__PACKAGE__->declares( @route{qw(method path)} ) ) {
        RT->Logger->error("Secure Export: $route{method} $route{path} is not in the manifest: refused");
        return REFUSED;
    }
    push @{ $opening->{routes} }, \%route;
    return DONE;
}

sub _reply {
    my ( undef, undef, $status, $headers, $headers_length, $body, $body_length ) = @_;
    my @headers = map { [ split /:\s*/, $_, 2 ] } grep { /:/ } split /\n/, _bytes( $headers, $headers_length );
    $reply = { status => $status, headers => \@headers, body => _bytes( $body, $body_length ) };
    return DONE;
}

sub _desk_call {
    my ( undef, $operation, $operation_length, $json, $json_length, $put, $sink ) = @_;
    require RT::Extension::SecureExport::Desk;
    my ( $code, $answer ) = RT::Extension::SecureExport::Desk->call( _bytes( $operation, $operation_length ),
        _bytes( $json, $json_length ) );
    return _put( $put, $sink, $answer ) == DONE ? $code : FAILED;
}

# The URLs under which RT is reached also apply to the paths below it.
sub _public_endpoints {
    my ( undef, $put, $sink ) = @_;
    my @list = __PACKAGE__->public_endpoints( RT->Config->Get('WebURL') );
    return _put( $put, $sink, JSON->new->utf8->canonical->encode( \@list ) );
}

sub _put {
    my ( $put, $sink, $answer ) = @_;
    my ( $bytes, $length ) = scalar_to_buffer($answer);
    return $ffi->function( $put => [ 'opaque', 'opaque', 'uint64' ] => 'sint32' )->call( $sink, $bytes, $length );
}

1;

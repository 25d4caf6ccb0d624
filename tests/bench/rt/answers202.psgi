# Reads the request and answers: what the server itself can do.
sub {
    my ($env) = @_;
    $env->{'psgi.input'}->read( my $body, $env->{CONTENT_LENGTH} // 0 );
    return [ 202, [ 'Content-Type' => 'application/json', 'Content-Length' => 22 ], ['{"status":"accepted"} '] ];
};

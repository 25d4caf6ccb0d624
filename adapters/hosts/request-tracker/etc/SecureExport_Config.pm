# Defaults of RT::Extension::SecureExport.  Change them in RT_SiteConfig.pm, not here.

# Where the alerts are kept until their tickets are done, and which ticket belongs to which alert.  Belongs to the web
# server's user; on a local disk (SQLite locks files).  undef: "secure-export" in RT's own variable data.
Set( $SecureExportDataDir, undef );

# Where secure_export.so and its manifest secure-export.json lie.  undef: beside the Perl modules of this extension.
Set( $SecureExportLibraryDir, undef );

# Who opens the tickets.  rt-secure-export-setup creates both.
Set( $SecureExportUser,  'secure-export' );
Set( $SecureExportGroup, 'Secure Export' );

# The name under which connections speak of RT, in their setting "desk".
Set( $SecureExportDesk, 'rt' );

# The queue that tickets are opened in: a name or a number.
Set( $SecureExportQueue, 'General' );

# The catalogs in which assets are looked for.
Set( @SecureExportCatalogs, 'General assets' );

# 1: no asset is looked for, and tickets have none; no catalog needs to be named then.
Set( $SecureExportNoAssets, 0 );

# A custom field of tickets that holds the key of the alert.  People should leave it alone.
Set( $SecureExportKeyField, 'Azure alert key' );

# A custom field of assets that holds the Azure resource id.  An asset without it is found by its name.
Set( $SecureExportResourceField, 'Azure resource ID' );

# The statuses that tickets are given; undef: "resolved" and "open", or what the queue's lifecycle has in their place.
Set( $SecureExportResolveStatus, undef );
Set( $SecureExportReopenStatus,  undef );

# RT's priority for each of ITIL's: 1 is the most urgent.  Impact and urgency for Azure's severities are settings of the
# desk.
Set( %SecureExportPriorities, 1 => 100, 2 => 80, 3 => 50, 4 => 20, 5 => 0 );

1;

# Defaults of RT::Extension::SecureExport.  Change them in RT_SiteConfig.pm, not here.

# The directory for alerts whose tickets are not done yet, and for the mapping of alerts to tickets.  It must belong to the
# web server's user and be on a local disk (SQLite locks files).  undef: "secure-export" in RT's own variable data.
Set( $SecureExportDataDir, undef );

# The directory of secure_export.so and its manifest secure-export.json.  undef: that of this extension's Perl modules.
Set( $SecureExportLibraryDir, undef );

# The user who opens the tickets, and its group.  rt-secure-export-setup creates both.
Set( $SecureExportUser,  'secure-export' );
Set( $SecureExportGroup, 'Secure Export' );

# The name of RT in the setting "desk" of connections.
Set( $SecureExportDesk, 'rt' );

# The queue for new tickets: a name or a number.
Set( $SecureExportQueue, 'General' );

# The catalogs in which assets are searched.
Set( @SecureExportCatalogs, 'General assets' );

# 1: assets are not searched, and tickets have none; no catalog is needed then.
Set( $SecureExportNoAssets, 0 );

# The custom field of tickets for the key of the alert.  People should not change it.
Set( $SecureExportKeyField, 'Azure alert key' );

# The custom field of assets for the Azure resource id.  An asset without it is found by its name.
Set( $SecureExportResourceField, 'Azure resource ID' );

# The statuses set in tickets; undef: "resolved" and "open", or the equivalents in the queue's lifecycle.
Set( $SecureExportResolveStatus, undef );
Set( $SecureExportReopenStatus,  undef );

# RT's priority for each ITIL priority: 1 is the highest.  Impact and urgency of Azure's severities are settings of the
# desk.
Set( %SecureExportPriorities, 1 => 100, 2 => 80, 3 => 50, 4 => 20, 5 => 0 );

1;

# Loads RT::Extension::SecureExport; its options are in
# /usr/share/request-tracker5/plugins/RT-Extension-SecureExport/etc/SecureExport_Config.pm: set them here.
Plugin('RT::Extension::SecureExport');
1;

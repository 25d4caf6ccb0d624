# Loads RT::Extension::SecureExport; its options are in
# /usr/share/request-tracker5/plugins/RT-Extension-SecureExport/etc/SecureExport_Config.pm: set them here.
#
# This file outlives the package until it is purged: without the condition, RT would not start any more.
Plugin('RT::Extension::SecureExport')
    if -e '/usr/share/request-tracker5/plugins/RT-Extension-SecureExport/lib/RT/Extension/SecureExport.pm';
1;

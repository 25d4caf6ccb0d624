#pragma once
// The ports of the admin API; each handler gets only the one that it needs.

namespace secure_export {
class PublicAddresses;
class TimeZones;
}  // namespace secure_export

namespace secure_export::admin {

class AlertMemory;
class CiBindings;
class Cmdb;
class DeskSecrets;
class DeskTester;
class DryRunner;
class ParkedItems;
class Replayer;
class SettingsWriter;

// All of them must outlive the API.
struct Ports {
    SettingsWriter& settings;
    DeskTester& desks;
    ParkedItems& parked;
    AlertMemory& alerts;
    Cmdb& cmdb;
    CiBindings& bindings;
    DryRunner& dry_runs;
    Replayer& replays;
    DeskSecrets& secrets;
    const PublicAddresses* addresses;  // null: the host does not know its URLs
    const TimeZones& zones;
};

}  // namespace secure_export::admin

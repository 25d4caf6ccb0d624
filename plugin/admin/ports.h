#pragma once
// What the admin API needs to be made; each of its handlers gets the one port that it needs.

namespace secure_export {
class PublicAddresses;
}

namespace secure_export::admin {

class AlertMemory;
class CiBindings;
class Cmdb;
class DeskSecrets;
class DeskTester;
class DryRunner;
class ParkedItems;
class SettingsWriter;

// All of them outlive the API.
struct Ports {
    SettingsWriter& settings;
    DeskTester& desks;
    ParkedItems& parked;
    AlertMemory& alerts;
    Cmdb& cmdb;
    CiBindings& bindings;
    DryRunner& dry_runs;
    DeskSecrets& secrets;
    const PublicAddresses* addresses;  // null: the host cannot tell
};

}  // namespace secure_export::admin

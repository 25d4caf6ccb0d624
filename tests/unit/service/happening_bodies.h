#pragma once
// Messages about happenings (core/happening.h) as Azure sends them: each a Fired with an alert id of its own.

#include <string>

namespace secure_export::test {

inline std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

// `minute`: of the first hours of 2026-01-01, 0 to 599.
inline std::string at_minute(int minute) {
    return "2026-01-01T" + two_digits(minute / 60) + ":" + two_digits(minute % 60) + ":00Z";
}

// A common-schema body about `target`, a path below the subscription ("" for itself).
inline std::string message(const std::string& id, const std::string& service, int minute, const std::string& context,
                           const std::string& target = "", const std::string& rule = "a rule",
                           const std::string& subscription = "0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f") {
    const std::string scope = "/subscriptions/" + subscription;
    return R"({"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":")" + scope +
           "/providers/Microsoft.AlertsManagement/alerts/" + id + R"(","alertRule":")" + rule +
           R"(","severity":"Sev4","monitorCondition":"Fired","monitoringService":")" + service +
           R"(","firedDateTime":")" + at_minute(minute) + R"(","alertTargetIDs":[")" + scope + target +
           R"("]},"alertContext":)" + context + "}}";
}

inline std::string health_message(const std::string& id, int minute, const std::string& operation,
                                  const std::string& now, const std::string& before,
                                  const std::string& machine = "vm-1") {
    return message(id, "Resource Health", minute,
                   R"({"eventSource":"ResourceHealth","correlationId":")" + id + R"(","eventDataId":"e-)" + id +
                       R"(","operationName":"Microsoft.Resourcehealth/healthevent/)" + operation +
                       R"(/action","properties":{"currentHealthStatus":")" + now + R"(","previousHealthStatus":")" +
                       before + R"("}})",
                   "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/" + machine);
}

// The copy for the subscription of that number, by a rule of its own.
inline std::string service_message(const std::string& id, int minute, const std::string& tracking_id,
                                   const std::string& stage, int subscription = 1) {
    const std::string digit = std::to_string(subscription);
    return message(id, "ServiceHealth", minute,
                   R"({"eventSource":2,"channels":1,"status":")" + std::string(stage == "RCA" ? "Resolved" : "Active") +
                       R"(","properties":{"title":"Storage is slow","incidentType":"Incident","trackingId":")" +
                       tracking_id + R"(","stage":")" + stage + R"(","communicationId":"c-)" + stage + R"("}})",
                   "", "rule " + digit, digit + "0000000-1111-4222-8333-0a1b2c3d4e5f");
}

inline std::string operation_message(const std::string& id, int minute, const std::string& operation,
                                     const std::string& status) {
    return message(
        id, "Activity Log - Administrative", minute,
        R"({"eventSource":"Administrative","operationName":"Microsoft.Compute/virtualMachines/restart/action",)"
        R"("operationId":")" +
            operation + R"(","eventDataId":"e-)" + id + R"(","status":")" + status + R"("})",
        "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1");
}

inline std::string issue_message(const std::string& id, int minute, const std::string& issue, const std::string& status,
                                 const std::string& update_type) {
    return message(id, "Azure Monitor Issues", minute,
                   R"({"updateType":")" + update_type + R"(","issue":{"status":")" + status +
                       R"(","title":"The shop is slow","severity":"Error"}})",
                   "/resourceGroups/rg/providers/Microsoft.Monitor/accounts/ws/issues/" + issue);
}

}  // namespace secure_export::test

#include "core/alert.h"

namespace secure_export {

const char* name_of(Form form) {
    switch (form) {
        case Form::common: return "common";
        case Form::metric_alert: return "AzureMonitorMetricAlert";
        case Form::activity_log: return "Microsoft.Insights/activityLogs";
        case Form::log_alert: return "Microsoft.Insights/LogAlert";
        case Form::budget: return "AIP Budget Notification";
        case Form::log_analytics: return "log-analytics";
        case Form::classic_metric: return "classic-metric";
        case Form::autoscale: return "autoscale";
        case Form::management: return "management-interface";
        case Form::unknown: break;
    }
    return "unknown";
}

}  // namespace secure_export

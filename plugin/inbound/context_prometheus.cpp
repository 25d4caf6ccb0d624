#include <algorithm>

#include "core/resource_id.h"
#include "core/text.h"
#include "inbound/context.h"
#include "inbound/fields.h"
#include "inbound/readable_values.h"

// Prometheus rules.  CONTRACT.md, section 3.3.  Which labels there are is the rule's own affair: exporters, Azure's
// agent and OpenTelemetry ("k8s.pod.name") call the same thing by different names.

namespace secure_export::inbound {
namespace {

using Names = std::initializer_list<std::string_view>;

// "k8s_pod_name" of "k8s.pod.name" or "K8s-Pod-Name".
std::string plain_name(std::string_view label) {
    std::string name = lower(label);
    for (char& c : name)
        if (c == '.' || c == '-' || c == '/') c = '_';
    return name;
}

// Labels or annotations, found by any spelling of their names.
class Named {
public:
    explicit Named(const json::View& object) {
        for (const auto& [name, value] : object.members()) {
            if (all_.size() >= max_dimensions) return;
            all_.emplace_back(plain_name(name), clean_text(value.scalar(), max_value));
        }
    }

    // Of the first of `names` that is there and says something.
    std::string first(Names names, std::size_t max = max_value) const {
        for (const std::string_view name : names)
            for (const auto& [own, value] : all_)
                if (own == name && !value.empty()) return cut(value, max);
        return {};
    }

    // A label that holds the id of a resource.
    std::string resource_id() const {
        for (const auto& [name, value] : all_)
            if ((name.ends_with("resourceid") || name.ends_with("resource_id")) && looks_like_resource_id(value))
                return value;
        return {};
    }

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

std::string in_title(const Named& labels, Names names) { return one_line(labels.first(names, max_name_in_title)); }

// "web-1" of the label instance="web-1:9100", which names the exporter.
std::string node_of(const Named& labels) {
    std::string node =
        in_title(labels, {"node", "nodename", "node_name", "k8s_node_name", "host_name", "hostname", "instance"});
    const std::size_t colon = node.rfind(':');
    const bool port = colon != std::string::npos && colon > 0 && node.find(':') == colon && colon + 1 < node.size() &&
                      node.find_first_not_of("0123456789", colon + 1) == std::string::npos;
    if (port) node.resize(colon);
    return node;
}

// "shop/cart-1" of the labels of what is concerned inside a cluster.
std::string part_of_cluster(const Named& labels) {
    const std::string space =
        in_title(labels, {"namespace", "exported_namespace", "kubernetes_namespace", "k8s_namespace_name"});
    for (const Names& names :
         {Names{"pod", "pod_name", "exported_pod", "kubernetes_pod_name", "k8s_pod_name"},
          Names{"deployment", "deployment_name", "k8s_deployment_name"}, Names{"statefulset", "k8s_statefulset_name"},
          Names{"daemonset", "k8s_daemonset_name"}, Names{"job_name", "k8s_job_name"},
          Names{"cronjob", "k8s_cronjob_name"}, Names{"persistentvolumeclaim"}, Names{"horizontalpodautoscaler"},
          Names{"container", "container_name", "k8s_container_name"}, Names{"service", "service_name"}})
        if (const std::string one = in_title(labels, names); !one.empty())
            return space.empty() ? one : space + "/" + one;
    if (std::string node = node_of(labels); !node.empty()) return node;
    return space.empty() ? "" : "namespace " + space;
}

bool is_summary(const std::string& name) {
    return name == "summary" || name == "description" || name == "title" || name == "message";
}

// An annotation that leads somewhere, by its name: "runbook_url", "dashboard".
void read_annotation(Alert& alert, const std::string& as_sent, const std::string& value) {
    const std::string name = lower(as_sent);
    if (is_summary(name) && (value == alert.happened || name == "summary" || name == "description")) return;
    if (name.find("runbook") != std::string::npos || name.find("playbook") != std::string::npos)
        return add_action(
            alert, label_of(name.ends_with("_url") ? as_sent.substr(0, name.size() - 4) : as_sent) + ": " + value);
    if (value.starts_with("https://")) return add_link(alert, label_of(as_sent), value);
    add_fact(alert, label_of(as_sent), value);
}

// For a rule whose author wrote nothing: what was measured, for how long.
std::string measured(const std::string& rule, const std::string& value, const std::string& how_long) {
    if (value.empty()) return {};
    return (rule.empty() ? "The rule's value" : "The value of the rule \"" + rule + "\"") + " is " + value +
           (how_long.empty() ? "" : ", for " + how_long);
}

}  // namespace

void read_prometheus(Alert& alert, const json::View& context) {
    alert.kind = TicketKind::prometheus;
    const Named labels(context.member("labels")), annotations(context.member("annotations"));
    const std::string summary = annotations.first({"summary", "title", "message"}),
                      description = annotations.first({"description"});
    const std::string how_long = duration_in_words(string_field(context, "for"));
    alert.part = part_of_cluster(labels);
    alert.metric_value = number_in_words(string_field(context, "expressionValue"));
    alert.happened = one_line(cut(summary.empty() ? description : summary, max_name));
    if (alert.happened == one_line(alert.description)) alert.happened.clear();
    if (alert.happened.empty() && alert.description.empty())
        alert.happened = measured(one_line(alert.rule), alert.metric_value, how_long);
    add_computer(alert, labels.resource_id());
    add_computer(alert, labels.first({"cluster", "cluster_name", "clustername", "k8s_cluster_name"}, max_id));
    if (alert.computers.empty()) add_computer(alert, node_of(labels));  // outside a cluster
    if (summary != alert.description && summary != alert.happened) add_fact(alert, "Summary", summary);
    if (description != alert.description && description != alert.happened) add_fact(alert, "Description", description);
    add_fact(alert, "Value", alert.metric_value);
    add_fact(alert, "For", how_long);
    add_dimensions(alert, "Labels", context.member("labels"));
    add_fact(alert, "Expression", string_field(context, "expression"));
    if (const json::View all = context.member("annotations"); all.is_object())
        for (const auto& [name, value] : all.members())
            read_annotation(alert, clean_text(name, max_name), clean_text(value.scalar()));
    add_fact(alert, "Evaluated every", duration_in_words(string_field(context, "interval")));
    add_fact(alert, "Rule group", string_field(context, "ruleGroup"));
}

}  // namespace secure_export::inbound

# Written by templates.py from action-group.json: change that, then run it.

data "azurerm_client_config" "current" {}

variable "resource_group_name" {
  type = string
}

variable "name" {
  type = string
  default = "secure-export"
}

variable "short_name" {
  type = string
  default = "secureexport"

  validation {
    condition = length(var.short_name) <= 12
    error_message = "At most 12 characters."
  }
}

variable "service_uri" {
  type = string
  description = "https://HOST/azure-monitor/alerts, reachable from the internet"
}

variable "application_object_id" {
  type = string
  description = "object id of the application registration"
}

variable "application_id" {
  type = string
  description = "its application (client) id"
}

variable "identifier_uri" {
  type = string
  description = "its App ID URI, such as api://CLIENT-ID"
}

variable "tenant_id" {
  type = string
  default = null
}

resource "azurerm_monitor_action_group" "secure_export" {
  name = var.name
  resource_group_name = var.resource_group_name
  short_name = var.short_name
  enabled = true

  webhook_receiver {
    name = "secure-export"
    service_uri = var.service_uri
    use_common_alert_schema = true

    aad_auth {
      object_id = var.application_object_id
      identifier_uri = var.identifier_uri
      tenant_id = coalesce(var.tenant_id, data.azurerm_client_config.current.tenant_id)
    }
  }
}

output "audiences" {
  value = [var.identifier_uri, var.application_id]
}

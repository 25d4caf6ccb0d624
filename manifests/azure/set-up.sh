#!/bin/sh
# Sets up the Azure side with the Azure CLI: the application registration with its role, the role's assignment to Azure
# Monitor's notification service, and an action group that posts to this endpoint.  Run it twice without harm.
#
#     sh set-up.sh --endpoint https://HOST/azure-monitor/alerts --resource-group NAME [--name NAME] [--dry-run]
#
# Needs `az login` as somebody who may register applications and assign roles (Application Administrator) and may write to
# the resource group (Monitoring Contributor).  --dry-run prints the commands that change something instead of running them.
# Sources: https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#configure-authentication-for-secure-webhook
set -eu
here=$(cd "$(dirname "$0")" && pwd)
endpoint= group= name=secure-export dry=no
caller=${SECURE_EXPORT_CALLER:-461e8683-5575-4561-ac7f-899cc907d62a}  # the public cloud's; US Government has another

usage() { sed -n 's/^#     //p' "$0" | head -n 1 >&2; exit 2; }
while [ $# -gt 0 ]; do
    case "$1" in
        --endpoint) endpoint=${2:-}; shift 2 || usage ;;
        --resource-group) group=${2:-}; shift 2 || usage ;;
        --name) name=${2:-}; shift 2 || usage ;;
        --dry-run) dry=yes; shift ;;
        *) usage ;;
    esac
done
[ -n "$endpoint" ] && [ -n "$group" ] || usage
case "$endpoint" in https://*) ;; *) echo "set-up: the endpoint must begin with https://" >&2; exit 2 ;; esac
command -v az >/dev/null || { echo "set-up: the Azure CLI (az) is not installed" >&2; exit 1; }

# Prints what it was asked to run, and in a dry run the name of the id that it would have given.
change() {
    given=$1; shift
    echo "+ $*" >&2
    if [ "$dry" = yes ]; then echo "$given"; else "$@"; fi
}

echo "1. The application registration" >&2
client=$(az ad app list --display-name "$name" --query '[0].appId' -o tsv)
[ -n "$client" ] || client=$(change CLIENT-ID az ad app create --display-name "$name" --app-roles "@$here/app-roles.json" --query appId -o tsv)
uri=api://$client
change "" az ad app update --id "$client" --identifier-uris "$uri" >/dev/null
object=$( [ "$client" = CLIENT-ID ] && echo OBJECT-ID || az ad app show --id "$client" --query id -o tsv)

echo "2. Service principals: ours, and Azure Monitor's notification service" >&2
principal() { az ad sp list --filter "appId eq '$1'" --query '[0].id' -o tsv; }
ours=$(principal "$client"); [ -n "$ours" ] || ours=$(change OUR-PRINCIPAL az ad sp create --id "$client" --query id -o tsv)
theirs=$(principal "$caller"); [ -n "$theirs" ] || theirs=$(change THEIR-PRINCIPAL az ad sp create --id "$caller" --query id -o tsv)

echo "3. The role for the notification service" >&2
role=$(sed -n 's/.*"id": "\(.*\)".*/\1/p' "$here/app-roles.json")  # this one, not whichever comes first
assigned=$( [ "$ours" = OUR-PRINCIPAL ] || az rest --method GET \
    --url "https://graph.microsoft.com/v1.0/servicePrincipals/$ours/appRoleAssignedTo" \
    --query "value[?principalId=='$theirs' && appRoleId=='$role'].id" -o tsv)
[ -n "$assigned" ] || change "" az rest --method POST \
    --url "https://graph.microsoft.com/v1.0/servicePrincipals/$ours/appRoleAssignedTo" \
    --body "{\"principalId\":\"$theirs\",\"resourceId\":\"$ours\",\"appRoleId\":\"$role\"}" >/dev/null

echo "4. The action group" >&2
change "" az deployment group create --resource-group "$group" --template-file "$here/action-group.json" \
    --parameters name="$name" serviceUri="$endpoint" applicationObjectId="$object" identifierUri="$uri" >/dev/null

tenant=$(az account show --query tenantId -o tsv)
cat <<TEXT
Put this into the connection of Secure Export:
  "tenant_id": "$tenant", "audiences": ["$uri", "$client"]
Then press "Test" in the action group, and look: secure-export query open_incidents
TEXT

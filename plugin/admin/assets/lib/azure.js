// Commands for the Azure CLI that set up Azure like manifests/azure/set-up.sh; for a POSIX shell such as the one
// of Azure Cloud Shell.  Sources: https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
// and https://learn.microsoft.com/rest/api/monitor/action-groups/create-or-update

export const defaultRole = "ActionGroupsSecureWebhook";
const roleId = "5c1f7a0e-6d55-4d0e-9b1e-0f1f5b7f3a11";  // any GUID, but the same each time

// caller: the application id of Azure's notification service; none is documented for China.
export const clouds = {
  public: { cli: "AzureCloud", caller: "461e8683-5575-4561-ac7f-899cc907d62a", graph: "https://graph.microsoft.com",
    management: "https://management.azure.com" },
  usgov: { cli: "AzureUSGovernment", caller: "f1f34126-d4ef-40e1-ad4b-bf5d47b4860d",
    graph: "https://graph.microsoft.us", management: "https://management.usgovcloudapi.net" },
  china: { cli: "AzureChinaCloud", caller: "", graph: "https://microsoftgraph.chinacloudapi.cn",
    management: "https://management.chinacloudapi.cn" },
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isGuid = (text) => guid.test(text.trim());
export const applicationUri = (clientId) => `api://${clientId}`;

// Quotes any text as one word for a shell.
export const word = (text) => /^[\w./:@=-]+$/.test(text) ? text : `'${String(text).replaceAll("'", "'\\''")}'`;

// The connection's audiences that identify its application.
export function applicationOf(connection) {
  const audiences = connection.audiences ?? [];
  const uri = audiences.find((one) => one.includes("://")) ?? audiences.find(isGuid) ?? "";
  const client = audiences.find(isGuid) ?? (uri.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i)?.[0] ?? "");
  return { client, uri: uri.includes("://") || !client ? uri : applicationUri(client) };
}

const inCloud = (cloud) => cloud === "public" ? [] : [`az cloud set --name ${clouds[cloud].cli} && az login`];

export function registration({ cloud = "public", name = "secure-export" } = {}) {
  const roles = [{ allowedMemberTypes: ["Application"], description: "Azure Monitor's action groups may post alerts",
    displayName: defaultRole, id: roleId, isEnabled: true, value: defaultRole }];
  return [
    ...inCloud(cloud),
    `client=$(az ad app create --display-name ${word(name)} --app-roles ${word(JSON.stringify(roles))} \\`,
    "    --query appId -o tsv)",
    'az ad app update --id "$client" --identifier-uris "api://$client"',
    'az ad sp create --id "$client" --output none',
    'echo "Tenant id: $(az account show --query tenantId -o tsv)"; echo "Client id: $client"',
  ].join("\n");
}

export function assignment(connection) {
  const cloud = clouds[connection.cloud ?? "public"];
  const { client } = applicationOf(connection);
  const caller = connection.caller_app_ids?.[0] ?? cloud.caller;
  return [
    `client=${word(client || "CLIENT-ID")}`,
    `caller=${word(caller || "ID-OF-THE-NOTIFICATION-SERVICE")}`,
    'role=$(az ad app show --id "$client" -o tsv \\',
    `    --query ${word(`appRoles[?value=='${connection.required_role}'].id | [0]`)})`,
    "ours=$(az ad sp show --id \"$client\" --query id -o tsv)",
    "theirs=$(az ad sp list --filter \"appId eq '$caller'\" --query '[0].id' -o tsv)",
    '[ -n "$theirs" ] || theirs=$(az ad sp create --id "$caller" --query id -o tsv)',
    `az rest --method POST --url "${cloud.graph}/v1.0/servicePrincipals/$ours/appRoleAssignedTo" \\`,
    '    --body "{\\"principalId\\":\\"$theirs\\",\\"resourceId\\":\\"$ours\\",\\"appRoleId\\":\\"$role\\"}"',
  ].join("\n");
}

// The same action group as manifests/azure/action-group.json, without a file.
export function actionGroup(connection, { address, group, name = "secure-export" }) {
  const cloud = clouds[connection.cloud ?? "public"];
  const { client, uri } = applicationOf(connection);
  const body = { location: "Global", properties: { groupShortName: "secureexport", enabled: true, webhookReceivers: [{
    name: "secure-export", serviceUri: address, useCommonAlertSchema: true, useAadAuth: true, objectId: "OBJECT",
    identifierUri: uri, tenantId: connection.tenant_id }] } };
  const format = JSON.stringify(body).replaceAll("\\", "\\\\").replaceAll("%", "%%").replace('"OBJECT"', '"%s"');
  return [
    `object=$(az ad app show --id ${word(client || "CLIENT-ID")} --query id -o tsv)`,
    "subscription=$(az account show --query id -o tsv)",
    `group=${word(group || "RESOURCE-GROUP")}`,
    "az rest --method PUT \\",
    `    --url "${cloud.management}/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.Insights/` +
      `actionGroups/${encodeURIComponent(name)}?api-version=2023-01-01" \\`,
    `    --body "$(printf ${word(format)} "$object")"`,
  ].join("\n");
}

// Written by templates.py from action-group.json: change that, then run it.

param name string = 'secure-export'
@maxLength(12)
param shortName string = 'secureexport'
@description('https://HOST/azure-monitor/alerts, reachable from the internet')
param serviceUri string
@description('object id of the application registration')
param applicationObjectId string
@description('its application (client) id')
param applicationId string
@description('its App ID URI, such as api://CLIENT-ID')
param identifierUri string
param tenantId string = subscription().tenantId

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'Global'
  properties: {
    groupShortName: shortName
    enabled: true
    webhookReceivers: [
      {
        name: 'secure-export'
        serviceUri: serviceUri
        useCommonAlertSchema: true
        useAadAuth: true
        objectId: applicationObjectId
        identifierUri: identifierUri
        tenantId: tenantId
      }
    ]
  }
}

output audiences array = [
  identifierUri
  applicationId
]

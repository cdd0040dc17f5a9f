metadata description = 'IndicatorAlerts on a Flex Consumption plan. No part of it signs in with an account key.'

@description('Begins every name: lower-case letters and digits, a letter first.')
@minLength(3)
@maxLength(10)
param prefix string = 'alerts'

@description('A region that offers the Flex Consumption plan.')
param location string = resourceGroup().location

@description('A sender address that SendGrid has verified.')
param mailFrom string

param mailFromName string = 'IndicatorAlerts'

@description('Addresses that get every alert without subscribing, parted by commas.')
param mailRecipients string = ''

@description('The public key by which SendGrid signs the events that it posts, in Base64; empty: events are not heard.')
param mailWebhookKey string = ''

@description('A SendGrid API key that may send mail and nothing else.')
@secure()
@minLength(1)
param mailApiKey string

@description('Whoever holds it may change red lines.')
@secure()
@minLength(32)
param adminKey string

@description('At least 32 random bytes in Base64, by which addresses of readers are encrypted. Keep it: lost, all readers are.')
@secure()
@minLength(44)
param subscribeSecret string

var token = uniqueString(resourceGroup().id)
var name = '${prefix}-${token}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

module storage 'app/storage.bicep' = {
  params: {
    name: '${prefix}${token}'
    location: location
    identityName: identity.name
  }
}

module secrets 'app/secrets.bicep' = {
  params: {
    name: name
    location: location
    identityName: identity.name
    mailApiKey: mailApiKey
    adminKey: adminKey
    subscribeSecret: subscribeSecret
  }
}

module telemetry 'app/telemetry.bicep' = {
  params: {
    name: name
    location: location
    identityName: identity.name
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Without this, references to the vault are resolved as the system-assigned identity, which does not exist.
    keyVaultReferenceIdentity: identity.id
    siteConfig: {
      minTlsVersion: '1.2'
    }
    functionAppConfig: {
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: storage.outputs.packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 512
        maximumInstanceCount: 40
      }
    }
  }

  // A resource of its own, because the app's own address is one of the settings.
  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.properties.clientId
      AzureWebJobsStorage__blobServiceUri: storage.outputs.blobServiceUri
      AzureWebJobsStorage__queueServiceUri: storage.outputs.queueServiceUri
      AzureWebJobsStorage__tableServiceUri: storage.outputs.tableServiceUri
      APPLICATIONINSIGHTS_CONNECTION_STRING: telemetry.outputs.ingestion
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
      Mail__ApiKey: '@Microsoft.KeyVault(SecretUri=${secrets.outputs.mailApiKeyUri})'
      Mail__From: mailFrom
      Mail__FromName: mailFromName
      Mail__Recipients: mailRecipients
      Mail__WebhookKey: mailWebhookKey
      Admin__Key: '@Microsoft.KeyVault(SecretUri=${secrets.outputs.adminKeyUri})'
      Subscribe__Secret: '@Microsoft.KeyVault(SecretUri=${secrets.outputs.subscribeSecretUri})'
      Site__PublicUrl: 'https://${app.properties.defaultHostName}'
    }
  }
}

output appName string = app.name
output url string = 'https://${app.properties.defaultHostName}'
output storageAccount string = storage.outputs.name

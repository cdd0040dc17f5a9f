metadata description = 'The secrets that no identity can replace. The identity may read them and nothing else.'

param name string
param location string
param identityName string

@secure()
param mailApiKey string

@secure()
param adminKey string

@secure()
param subscribeSecret string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
  }

  resource mail 'secrets' = {
    name: 'mail-api-key'
    properties: {
      value: mailApiKey
    }
  }

  resource admin 'secrets' = {
    name: 'admin-key'
    properties: {
      value: adminKey
    }
  }

  resource subscribe 'secrets' = {
    name: 'subscribe-secret'
    properties: {
      value: subscribeSecret
    }
  }
}

var role = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// With the version: a new key is then a new setting, which the app takes up at once, not within a day.
output mailApiKeyUri string = vault::mail.properties.secretUriWithVersion
output adminKeyUri string = vault::admin.properties.secretUriWithVersion
output subscribeSecretUri string = vault::subscribe.properties.secretUriWithVersion

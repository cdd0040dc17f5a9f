using 'main.bicep'

param mailFrom = readEnvironmentVariable('MAIL_FROM')
param mailRecipients = readEnvironmentVariable('MAIL_RECIPIENTS', '')
param mailWebhookKey = readEnvironmentVariable('MAIL_WEBHOOK_KEY', '')
param mailApiKey = readEnvironmentVariable('MAIL_API_KEY')
param adminKey = readEnvironmentVariable('ADMIN_KEY')
param subscribeSecret = readEnvironmentVariable('SUBSCRIBE_SECRET')

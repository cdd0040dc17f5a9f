using 'main.bicep'

param mailFrom = readEnvironmentVariable('MAIL_FROM')
param mailRecipients = readEnvironmentVariable('MAIL_RECIPIENTS')
param mailApiKey = readEnvironmentVariable('MAIL_API_KEY')
param adminKey = readEnvironmentVariable('ADMIN_KEY')

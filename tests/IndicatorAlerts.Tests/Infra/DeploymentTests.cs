using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace IndicatorAlerts.Tests.Infra;

/// <summary>What an operator relies on before anything is deployed.</summary>
public partial class DeploymentTests(CompiledBicep bicep) : IClassFixture<CompiledBicep>
{
    [Fact]
    public void Storage_takes_no_account_key_and_shows_nothing_in_public()
    {
        var account = Properties("Microsoft.Storage/storageAccounts");

        Assert.False((bool)account["allowSharedKeyAccess"]!);
        Assert.False((bool)account["allowBlobPublicAccess"]!);
        Assert.True((bool)account["supportsHttpsTrafficOnly"]!);
        Assert.Equal("TLS1_2", (string?)account["minimumTlsVersion"]);
    }

    [Fact]
    public void The_app_is_a_custom_handler_that_fetches_its_package_as_the_identity()
    {
        var app = Properties("Microsoft.Web/sites");
        var deployment = app["functionAppConfig"]!["deployment"]!["storage"]!["authentication"]!;

        Assert.Equal("FC1", (string?)One("Microsoft.Web/serverfarms")["sku"]!["name"]);
        Assert.Equal("custom", (string?)app["functionAppConfig"]!["runtime"]!["name"]);
        Assert.Equal(IdentityId, (string?)deployment["userAssignedIdentityResourceId"]);
        Assert.Equal(
            [IdentityId],
            One("Microsoft.Web/sites")["identity"]!["userAssignedIdentities"]!.AsObject().Keys()
        );
        Assert.True((bool)app["httpsOnly"]!);
    }

    [Fact]
    public void No_setting_signs_in_with_a_key_or_a_connection_string()
    {
        Assert.DoesNotContain("AzureWebJobsStorage", Settings.Keys());
        Assert.Equal("managedidentity", (string?)Settings["AzureWebJobsStorage__credential"]);
        Assert.All(Settings, setting => Assert.DoesNotMatch(Credential(), (string?)setting.Value));
        // Telemetry's connection string says where and not who, as long as local authentication is off.
        Assert.Equal(
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"],
            Settings.Keys().Where(name => name.Contains("CONNECTION", StringComparison.OrdinalIgnoreCase))
        );
        Assert.True((bool)Properties("Microsoft.Insights/components")["DisableLocalAuth"]!);
        Assert.DoesNotMatch(ReadsKeys(), bicep.Template.ToJsonString());
    }

    [Fact]
    public void Secrets_reach_the_app_only_through_the_vault_as_the_identity()
    {
        Assert.Contains("@Microsoft.KeyVault(SecretUri={0})", (string?)Settings["Mail__ApiKey"]);
        Assert.Contains("outputs.mailApiKeyUri", (string?)Settings["Mail__ApiKey"]);
        Assert.Contains("@Microsoft.KeyVault(SecretUri={0})", (string?)Settings["Admin__Key"]);
        Assert.Contains("outputs.subscribeSecretUri", (string?)Settings["Subscribe__Secret"]);
        Assert.Contains("outputs.adminKeyUri", (string?)Settings["Admin__Key"]);
        Assert.Equal(IdentityId, (string?)Properties("Microsoft.Web/sites")["keyVaultReferenceIdentity"]);
        Assert.True((bool)Properties("Microsoft.KeyVault/vaults")["enableRbacAuthorization"]!);
    }

    [Fact]
    public void Every_role_is_granted_to_the_identity_on_one_resource()
    {
        var grants = Resources("Microsoft.Authorization/roleAssignments").ToList();

        Assert.All(grants, grant => Assert.Contains($"'{IdentityId}'", (string?)grant["properties"]!["principalId"]));
        Assert.Equal(
            [
                ("components", "3913510d-42f4-4e42-8a64-420c390055eb"), // Monitoring Metrics Publisher
                ("storageAccounts", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"), // Storage Table Data Contributor
                ("storageAccounts", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"), // Storage Queue Data Contributor
                ("storageAccounts", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"), // Storage Blob Data Owner
                ("vaults", "4633458b-17de-408a-b874-0445c86b69e6"), // Key Vault Secrets User
            ],
            grants
                .Select(grant =>
                    (((string)grant["id"]!).Split('/')[^6], Last(grant["properties"]!["roleDefinitionId"]))
                )
                .Order()
        );
    }

    [Fact]
    public void No_output_gives_a_secret_away()
    {
        var secrets = bicep.Template["parameters"]!
            .AsObject()
            .Where(parameter => (string?)parameter.Value!["type"] == "securestring")
            .Select(parameter => $"parameters('{parameter.Key}')")
            .ToList();
        var outputs = Outputs(bicep.Template).Select(output => output.ToJsonString()).ToList();

        Assert.Equal(3, secrets.Count);
        Assert.Equal(4, outputs.Count); // the template's own and those of its three modules
        Assert.All(outputs, output => Assert.All(secrets, secret => Assert.DoesNotContain(secret, output)));
        Assert.DoesNotContain("placeholder", bicep.Snapshot.ToJsonString());
    }

    private JsonObject Settings => Properties("Microsoft.Web/sites/config").AsObject();

    private string IdentityId => (string)One("Microsoft.ManagedIdentity/userAssignedIdentities")["id"]!;

    private JsonNode Properties(string type) => One(type)["properties"]!;

    private JsonNode One(string type) => Assert.Single(Resources(type));

    private IEnumerable<JsonNode> Resources(string type) =>
        bicep.Snapshot["predictedResources"]!.AsArray().Where(r => (string?)r!["type"] == type)!;

    /// <summary>The outputs of the template and of every module in it.</summary>
    private static IEnumerable<JsonNode> Outputs(JsonNode? node) =>
        node switch
        {
            JsonObject fields => fields.SelectMany(field =>
                field is { Key: "outputs", Value: not null } ? [field.Value] : Outputs(field.Value)
            ),
            JsonArray items => items.SelectMany(Outputs),
            _ => [],
        };

    private static string Last(JsonNode? id) => ((string)id!).Split('/')[^1];

    [GeneratedRegex("AccountKey|SharedAccess|InstrumentationKey|DefaultEndpointsProtocol", RegexOptions.IgnoreCase)]
    private static partial Regex Credential();

    [GeneratedRegex(@"\blist[A-Z]\w*\(")]
    private static partial Regex ReadsKeys();
}

file static class JsonObjectExtensions
{
    public static IEnumerable<string> Keys(this JsonObject node) => node.Select(pair => pair.Key);
}

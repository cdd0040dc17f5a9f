namespace IndicatorAlerts.Access.Entra;

/// <summary>Whose tokens of Microsoft Entra ID are taken; none, while neither tenant nor authority is set.</summary>
public sealed record EntraOptions
{
    /// <summary>The tenant's id or domain.</summary>
    public string? Tenant { get; set; }

    /// <summary>In the place of a tenant: where the metadata of OpenID Connect are, as for a national cloud.</summary>
    public string? Authority { get; set; }

    /// <summary>For whom tokens are made: the app's client id; several are parted by commas.</summary>
    public string? Audience { get; set; }

    /// <summary>The authority; null when tokens are not taken.</summary>
    public Uri? ReadAuthority() =>
        Uri.TryCreate(
            Authority ?? (Tenant is null ? null : $"https://login.microsoftonline.com/{Tenant}/v2.0"),
            UriKind.Absolute,
            out var uri
        )
            ? uri
            : null;

    /// <summary>Each of <see cref="Audience"/>.</summary>
    public string[] ReadAudiences() =>
        (Audience ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    public string? Check() =>
        Tenant is null && Authority is null ? null
        // Of these, anybody's tokens would be taken.
        : Tenant is "common" or "organizations" or "consumers" ? "Entra__Tenant must be one tenant's id or domain."
        : ReadAuthority() is not { } authority || authority.Scheme != Uri.UriSchemeHttps && !authority.IsLoopback
            ? "Entra__Authority must be an address with https."
        : ReadAudiences() is [] ? "Entra__Audience must be set: the client id of the app in Entra ID."
        : null;
}

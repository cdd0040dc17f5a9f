using System.CommandLine;
using IndicatorAlerts.Access;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.RedLines;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts.Commands;

/// <summary><c>IndicatorAlerts key …</c>: for who may write to Storage, such as before there is any key.</summary>
static class KeyCommands
{
    // Who may write to Storage may do everything.
    static readonly Caller Caller = new(Environment.UserName, Role.Admin) { Id = "command" };

    public static Command Key() => new("key", "Keys of the HTTP API, in Storage.") { Create(), List(), Revoke() };

    static Command Create()
    {
        var name = new Option<string>("--name") { Required = true, Description = "What it is for." };
        var role = new Option<string>("--role") { Required = true, Description = "reader, editor, approver or admin." };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<Role>().Select(AccessRules.NameOf)]);
        var watches = new Option<string[]>("--watch") { Description = "The only watch it may touch; may be repeated." };
        var expires = new Option<string?>("--expires") { Description = "After how long it ends, such as 90d." };
        var create = new Command("create", "Makes a key and prints it, this once.") { name, role, watches, expires };
        create.SetAction(
            (parsed, cancel) =>
                CreateAsync(
                    parsed.GetRequiredValue(name),
                    Enum.Parse<Role>(parsed.GetRequiredValue(role), ignoreCase: true),
                    parsed.GetValue(watches) is { Length: > 0 } some ? some : null,
                    parsed.GetValue(expires),
                    cancel
                )
        );
        return create;
    }

    static Command List()
    {
        var list = new Command("list", "Lists all keys, without the keys themselves.");
        list.SetAction(
            (_, cancel) =>
                WithStorageAsync(
                    async services =>
                    {
                        foreach (var key in await services.GetRequiredService<KeyTable>().ListAsync(cancel))
                            Console.WriteLine(Line(key, services.GetRequiredService<TimeProvider>().GetUtcNow()));
                        return 0;
                    },
                    cancel
                )
        );
        return list;
    }

    static Command Revoke()
    {
        var id = new Argument<string>("ID") { Description = "The key's id, as 'list' shows it." };
        var revoke = new Command("revoke", $"Ends a key, everywhere within {KeyRing.Fresh.TotalSeconds} s.") { id };
        revoke.SetAction(
            (parsed, cancel) =>
                WithStorageAsync(
                    async services =>
                        await services
                            .GetRequiredService<KeyMaker>()
                            .RevokeAsync(parsed.GetRequiredValue(id), Caller, cancel)
                            ? 0
                            : Refuse("There is no such key."),
                    cancel
                )
        );
        return revoke;
    }

    static async Task<int> CreateAsync(
        string name,
        Role role,
        string[]? watches,
        string? expires,
        CancellationToken cancel
    )
    {
        var length = TimeSpan.Zero;
        if (expires is not null && (!Duration.TryParse(expires, out length) || length == TimeSpan.Zero))
            return Refuse($"'{expires}' is no duration, such as 90d.");
        return await WithStorageAsync(
            async services =>
            {
                var until = services.GetRequiredService<TimeProvider>().GetUtcNow() + length;
                var request = new KeyRequest
                {
                    Name = name,
                    Role = role,
                    Watches = watches,
                    ExpiresAt = expires is null ? null : until,
                };
                var maker = services.GetRequiredService<KeyMaker>();
                if (maker.Check(request) is { Count: > 0 } errors)
                    return Refuse(errors.Select(e => $"{e.Field}: {e.Message}"));
                var made = await maker.MakeAsync(request, Caller, cancel);
                Console.Error.WriteLine($"Key {made.Details.Id}; it is not shown again:");
                Console.WriteLine(made.Key);
                return 0;
            },
            cancel
        );
    }

    static async Task<int> WithStorageAsync(Func<IServiceProvider, Task<int>> act, CancellationToken cancel)
    {
        var builder = Service.CreateBuilder([]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (StorageAccount.Check(builder.Configuration) is { } wrong)
            return Refuse(wrong);
        await using var app = builder.Build();
        try
        {
            await app.Services.GetRequiredService<StorageSetup>().EnsureAsync(cancel);
            return await act(app.Services);
        }
        catch (Exception e) when (StorageAccount.IsUnavailable(e))
        {
            return Refuse(StorageAccount.Explain(e));
        }
    }

    static string Line(ApiKey key, DateTimeOffset now)
    {
        var state =
            key.WhyShut(now) is null ? "valid"
            : key.RevokedAt is null ? "expired"
            : "revoked";
        var watches = key.Watches is null ? "all watches" : string.Join(", ", key.Watches);
        var until = key.ExpiresAt is { } end ? $"until {end:yyyy-MM-dd HH:mm} UTC" : "for ever";
        var used = key.LastUsedAt is { } last ? $"used {last:yyyy-MM-dd HH:mm} UTC" : "never used";
        return $"{key.Id}  {state}  {AccessRules.NameOf(key.Role)}  {watches}  {until}  {used}  {key.Name}";
    }
}

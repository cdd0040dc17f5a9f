using IndicatorAlerts.Access;
using IndicatorAlerts.Access.Guards;
using IndicatorAlerts.Access.Keys;
using IndicatorAlerts.Access.Sessions;
using IndicatorAlerts.Admin;
using IndicatorAlerts.Alerts;
using IndicatorAlerts.Charts;
using IndicatorAlerts.Collect;
using IndicatorAlerts.Deliver;
using IndicatorAlerts.Digests;
using IndicatorAlerts.Evaluate;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Indicators;
using IndicatorAlerts.Jobs;
using IndicatorAlerts.Observations;
using IndicatorAlerts.OpenApi;
using IndicatorAlerts.Operate;
using IndicatorAlerts.Pages;
using IndicatorAlerts.Preview;
using IndicatorAlerts.Push;
using IndicatorAlerts.Status;
using IndicatorAlerts.Subscribe;
using IndicatorAlerts.Watches;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using static IndicatorAlerts.Commands.Refusals;

namespace IndicatorAlerts;

/// <summary>The service as a process: under the Functions host where that has set its port, else stand-alone.</summary>
public static class Service
{
    const string DefaultAddress = "http://localhost:7071";

    /// <summary>Runs until the process is told to stop.</summary>
    /// <returns>The exit code. Never 0 on a fault: the Functions host does not restart a process that exits with 0.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = CreateBuilder(args);
        if (StorageAccount.Check(builder.Configuration) is { } wrong)
            return Refuse([wrong]);
        var port = builder.Configuration[FunctionsHost.PortSetting];
        if (port is null)
            builder.Services.AddStandAlone();
        await using var app = builder.Build();
        app.MapService();
        if (port is not null)
            app.MapFunctions();
        try
        {
            // Whatever ASPNETCORE_URLS says under the Functions host, it names the host's own port.
            var addresses = port is null
                ? builder.Configuration["ASPNETCORE_URLS"] ?? DefaultAddress
                : $"http://127.0.0.1:{port}";
            foreach (
                var address in addresses.Split(
                    ';',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
            )
                app.Urls.Add(address);
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException e)
        {
            return Refuse(e.Failures);
        }
        catch (Exception e) when (e is FormatException or UriFormatException or ArgumentException)
        {
            return Refuse([
                $"The service cannot listen: {e.Message} Set ASPNETCORE_URLS to addresses such as {DefaultAddress}, parted by ';'.",
            ]);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Refuse([$"{e.Message} Set ASPNETCORE_URLS to another address."]);
        }
    }

    /// <summary>All services, with settings from the environment.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The empty builder: files of settings and their watchers cost a third of the start, and nothing here reads them.
        var builder = WebApplication.CreateEmptyBuilder(
            new() { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.AddEnvironmentVariables();
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(o =>
            {
                o.AddServerHeader = false;
                o.Limits.MaxRequestBodySize = RequestLimits.MostBytes;
            });
        builder.Logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // What keeps the service from starting is said once, in a sentence, not as a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddRoutingCore();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddStorage();
        builder.Services.AddCollect();
        builder.Services.AddAlerts();
        builder.Services.AddEvaluate();
        builder.Services.AddSubscribe();
        builder.Services.AddDeliver();
        builder.Services.AddDigests();
        builder.Services.AddOperate();
        builder.Services.AddAccess();
        builder.Services.AddAdmin();
        builder.Services.AddPreview();
        builder.Services.AddJobs();
        builder.Services.AddStatus();
        builder.Services.AddIndicators();
        builder.Services.AddPush();
        builder.Services.AddDescription();
        return builder;
    }

    /// <summary>The routes that anybody may ask.</summary>
    public static void MapService(this WebApplication app)
    {
        app.UseGuards();
        var api = app.MapGroup("/api");
        api.MapStatus();
        api.MapAlerts();
        api.MapAdmin();
        api.MapPreview();
        api.MapJobs();
        api.MapKeys();
        api.MapIndicators();
        api.MapPush();
        api.MapCharts();
        api.MapDescription();
        api.MapDeliver();
        api.MapSubscriptions();
        api.MapSubscribers();
        app.MapHealth();
        app.MapPages();
        app.MapSessions();
        app.MapApiPage();
    }

    static void AddStorage(this IServiceCollection services)
    {
        services.AddSingleton<StorageAccount>();
        services.AddSingleton<StorageSetup>();
        services.AddSingleton<QueueSender>();
        services.AddSingleton<WatchTable>();
        services.AddSingleton<DefinitionRows>();
        services.AddSingleton<WatchReferences>();
        services.AddSingleton<RecentWatches>();
        services.AddSingleton<ObservationTable>();
        services.AddSingleton<AnswerArchive>();
        services.AddSingleton<Outbox>();
    }
}

using IndicatorAlerts.Hosting;
using IndicatorAlerts.Tests.EndToEnd;
using Xunit;

namespace IndicatorAlerts.Tests.Hosting;

public class FunctionFilesTests
{
    [Fact]
    public void The_files_for_the_Functions_host_agree_with_the_list_of_triggers()
    {
        var files = FunctionFile.ReadAll().ToDictionary(f => f.Name);
        Assert.Equal(
            Triggers.All.Select(t => t.Name).Order(StringComparer.Ordinal),
            files.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var trigger in Triggers.All)
        {
            var file = files[trigger.Name];
            switch (trigger)
            {
                case TimerTrigger timer:
                    Assert.Equal(("timerTrigger", FunctionsHost.TimerBinding), (file.Type, file.Binding));
                    Assert.Equal(timer.Schedule, file.Trigger.GetProperty("schedule").GetString());
                    Assert.Empty(file.Outputs);
                    break;
                case QueueTrigger queue:
                    Assert.Equal(
                        ("queueTrigger", FunctionsHost.QueueBinding, queue.Queue),
                        (file.Type, file.Binding, file.Queue)
                    );
                    Assert.Equal(StorageAccount.Setting, file.Trigger.GetProperty("connection").GetString());
                    Assert.Empty(file.Outputs);
                    break;
                case HttpTrigger http:
                    Assert.Equal(("httpTrigger", http.Route), (file.Type, file.Route));
                    Assert.Equal(http.Methods, file.Methods);
                    Assert.Equal("anonymous", file.Trigger.GetProperty("authLevel").GetString());
                    // Exactly one http output: only then does the host forward requests as they are.
                    Assert.Equal("http", Assert.Single(file.Outputs).GetProperty("type").GetString());
                    break;
            }
        }
    }

    [Fact]
    public void No_public_route_reaches_the_path_of_a_trigger()
    {
        var routes = Triggers.All.OfType<HttpTrigger>().Select(t => t.Route.Split('{')[0]).ToList();
        Assert.All(routes, route => Assert.NotEqual("", route));
        foreach (var trigger in Triggers.All.Where(t => t is not HttpTrigger))
            Assert.DoesNotContain(routes, route => trigger.Name.StartsWith(route, StringComparison.OrdinalIgnoreCase));
        // The host rejects these, whatever the function.
        Assert.DoesNotContain(
            routes,
            route =>
                route.StartsWith("admin", StringComparison.Ordinal)
                || route.StartsWith("runtime", StringComparison.Ordinal)
        );
    }
}

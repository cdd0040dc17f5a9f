using System.CommandLine;
using IndicatorAlerts;
using IndicatorAlerts.Commands;

// Without arguments, as the Functions host starts it, the service runs and no command line is built.
if (args.Length == 0)
    return await Service.RunAsync(args);

var root = new RootCommand(
    "Watches public indicators of a crisis and tells people when a red line is crossed. Without a command, the service runs."
)
{
    PackCommands.Pack(),
    IndicatorCommands.Indicator(),
    KeyCommands.Key(),
    AlertCommands.Alert(),
    RedLineCommands.Replay(),
    AuditCommands.Audit(),
};
return await root.Parse(args).InvokeAsync();

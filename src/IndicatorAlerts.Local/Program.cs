using IndicatorAlerts.Local.Stack;

return await LocalStackCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

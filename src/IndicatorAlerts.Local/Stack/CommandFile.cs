namespace IndicatorAlerts.Local.Stack;

/// <summary>A script that runs the app's commands with the settings of this stack, which nobody could type: ports and keys are new.</summary>
internal static class CommandFile
{
    /// <summary>Readable by its owner alone, for its keys.</summary>
    /// <returns>Its path; null on Windows, which does not run it.</returns>
    public static string? Write(string folder, AppProgram program, AppSettings settings)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var environment = settings.ToEnvironment();
        var unset = environment.Where(s => s.Value is null).Select(s => $" -u {s.Key}");
        var set = environment.Where(s => s.Value is not null).Select(s => $" \\\n  {Quoted($"{s.Key}={s.Value}")}");
        var path = Path.Combine(folder, "indicator-alerts");
        // Made anew, so that no other mode of an older one stays.
        File.Delete(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        };
        using var writer = new StreamWriter(path, options);
        writer.Write(
            $"#!/bin/sh\nexec env{string.Concat(unset)}{string.Concat(set)} \\\n  {string.Join(' ', program.CommandLine.Select(Quoted))} \"$@\"\n"
        );
        return path;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

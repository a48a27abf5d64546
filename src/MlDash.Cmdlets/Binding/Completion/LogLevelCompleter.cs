namespace MlDash.Cmdlets.Binding;

/// <summary>Completes log levels.</summary>
public sealed class LogLevelCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        Enum.GetValues<LogLevel>().Select(level => new CompletedName(level.ToString(), () => TipOf(level)));

    private static string TipOf(LogLevel level) => level switch
    {
        LogLevel.Debug => "Detail for troubleshooting",
        LogLevel.Info => "What happened",
        LogLevel.Warn => "Something to look at",
        LogLevel.Error => "Something failed",
        _ => "The run cannot continue",
    };
}

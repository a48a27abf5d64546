namespace MlDash.Server.Diagnostics;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>A migration whose two sides are not the same, or a check that found damage.</summary>
    public const int Differs = 1;

    /// <summary>A store became unreachable; running the same command again continues.</summary>
    public const int TryAgain = 75;
    public const int WrongSettings = 78;

    /// <summary>Ended by Ctrl-C or SIGTERM before it was done.</summary>
    public const int Interrupted = 130;
}

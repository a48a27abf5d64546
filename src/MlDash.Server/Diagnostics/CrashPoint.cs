using System.Diagnostics;

namespace MlDash.Server.Diagnostics;

/// <summary>
/// Places where tests kill the server, one after each step of a work that has several. The calls are compiled into Debug builds alone, which tests run;
/// a release knows neither the places nor the variable.
/// </summary>
internal static class CrashPoint
{
    /// <summary>The symbol that keeps the calls; set in the project file for Debug builds.</summary>
    public const string Symbol = "CRASH_POINTS";

    /// <summary>
    /// The environment variable that names the place to die at: <c>chunk.stored</c>, or <c>chunk.stored:3</c> for the third time it is passed.
    /// </summary>
    public const string Variable = "MLDASH_CRASH_AT";

    private static readonly string? _place = Environment.GetEnvironmentVariable(Variable)?.Split(':')[0];
    private static int _left = Environment.GetEnvironmentVariable(Variable)?.Split(':') is [_, var times] ? int.Parse(times, provider: null) : 1;

    /// <summary>Dies here, as by SIGKILL, if this is the place: nothing is finished, flushed or answered.</summary>
    [Conditional(Symbol)]
    public static void Pass(string place)
    {
        if (place != _place || Interlocked.Decrement(ref _left) != 0)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}

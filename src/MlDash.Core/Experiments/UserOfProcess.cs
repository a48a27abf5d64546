using System.Globalization;
using System.Runtime.InteropServices;

namespace MlDash.Experiments;

/// <summary>Who runs this process.</summary>
internal static partial class UserOfProcess
{
    /// <summary><c>ML_DASH_USER</c>, else the login name, else the number of the account: containers run as users that no list of accounts knows.</summary>
    public static string Name()
    {
        if (Environment.GetEnvironmentVariable("ML_DASH_USER") is { Length: > 0 } given)
            return given;
        var login = Environment.UserName;
        return login.Length > 0 || OperatingSystem.IsWindows() ? login : EffectiveUser().ToString(CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}

using System.Runtime.InteropServices;
using System.Text;

namespace MlDash.Watching;

/// <summary>The code page that programs of Windows write to a console in, unless they know UTF-8.</summary>
internal static partial class ConsolePage
{
    private const int Utf8 = 65001;

    private static readonly Lazy<Encoding?> _encoding = new(Find);

    /// <summary>Its encoding; null on other systems, where a program writes in whatever it likes.</summary>
    public static Encoding? Encoding => _encoding.Value;

    private static Encoding? Find()
    {
        if (!OperatingSystem.IsWindows())
            return null;
        // A console of UTF-8 does not make older programs write it: they keep to the page of the system.
        var page = OfConsole() is var console and not (0 or Utf8) ? console : OfSystem();
        return page is 0 or Utf8 ? null : CodePagesEncodingProvider.Instance.GetEncoding((int)page);
    }

    [LibraryImport("kernel32", EntryPoint = "GetConsoleOutputCP")]
    private static partial uint OfConsole();

    [LibraryImport("kernel32", EntryPoint = "GetOEMCP")]
    private static partial uint OfSystem();
}

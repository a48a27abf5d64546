using System.Globalization;
using System.Management.Automation.Host;

namespace MlDash.Shell;

/// <summary>The engine's view of this process.</summary>
internal sealed class ShellHost(bool interactive) : PSHost
{
    /// <summary>The console behind <see cref="UI"/>.</summary>
    public ShellConsole Console { get; } = new(interactive);

    /// <summary>What the script gave to <c>exit</c>; null when it did not.</summary>
    public int? ExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "mldash";

    public override PSHostUserInterface UI => Console;

    public override Version Version => typeof(ShellHost).Assembly.GetName().Version!;

    public override void EnterNestedPrompt() => throw new NotSupportedException("mldash has no prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("mldash has no prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}

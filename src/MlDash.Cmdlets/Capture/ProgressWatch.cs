using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace MlDash.Cmdlets.Capture;

/// <summary>
/// Looks on while scripts of a runspace call Write-Progress. Progress is no stream that could be merged, so the call itself is met: the engine shows here
/// which command it has found, and is given one in its place that tells the watch and then calls what was found.
/// </summary>
internal sealed class ProgressWatch : IDisposable
{
    private const string Watched = "Write-Progress";

    private static readonly ConditionalWeakTable<Runspace, ProgressWatch> _watches = [];

    private readonly CommandInvocationIntrinsics _commands;
    private readonly ProgressWatch? _before;
    private readonly ProgressNotes _notes;
    private readonly EventHandler<CommandLookupEventArgs> _meet;
    private CommandInfo? _original;

    /// <param name="commands">The engine's own, which it uses to look commands up; that of a cmdlet is a different one.</param>
    /// <param name="log">What is noted in.</param>
    public ProgressWatch(CommandInvocationIntrinsics commands, StreamLog log)
    {
        _commands = commands;
        _notes = new ProgressNotes(log);
        _meet = Meet;
        _watches.TryGetValue(Runspace.DefaultRunspace, out _before);
        _watches.AddOrUpdate(Runspace.DefaultRunspace, this);
        _commands.PostCommandLookupAction += _meet;
    }

    /// <summary>The watch of this thread's runspace.</summary>
    public static ProgressWatch? Here => _watches.TryGetValue(Runspace.DefaultRunspace, out var watch) ? watch : null;

    /// <summary>What Write-Progress meant when it was last looked up.</summary>
    public CommandInfo? Original => _original ?? _before?.Original;

    /// <summary>Notes a call; blocks around this one note it, too.</summary>
    public void Note(ProgressCall call)
    {
        _notes.Add(call);
        _before?.Note(call);
    }

    /// <summary>Notes how far unended activities have come.</summary>
    public void End() => _notes.EndAll();

    public void Dispose()
    {
        _commands.PostCommandLookupAction -= _meet;
        if (_before is null)
            _watches.Remove(Runspace.DefaultRunspace);
        else
            _watches.AddOrUpdate(Runspace.DefaultRunspace, _before);
    }

    private void Meet(object? sender, CommandLookupEventArgs found)
    {
        if (found.Command is null || !found.CommandName.Equals(Watched, StringComparison.OrdinalIgnoreCase))
            return;
        // A block around this one has met it already, or it is a function of the user's that takes something else.
        if (found.Command is CmdletInfo { ImplementingType: var type } && type == typeof(WatchProgressCommand))
            return;
        if (found.Command.Parameters.Keys.Except(WatchProgressCommand.Names.Concat(Cmdlet.CommonParameters), StringComparer.OrdinalIgnoreCase).Any())
            return;
        _original = found.Command;
        found.Command = new CmdletInfo(Watched, typeof(WatchProgressCommand));
    }
}

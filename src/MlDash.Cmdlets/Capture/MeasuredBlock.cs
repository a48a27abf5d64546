using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MlDash.Cmdlets.Capture;

/// <summary>A block or a program that is run and timed by the engine itself, so that nothing but its call is measured.</summary>
internal sealed class MeasuredBlock
{
    // The names are those that no block uses: variables of the variant are set beside them.
    private static readonly ScriptBlock _call = ScriptBlock.Create("""
        param($MlDashCommand, $MlDashArguments, $MlDashShown)
        $global:LASTEXITCODE = 0
        $MlDashClock = [System.Diagnostics.Stopwatch]::StartNew()
        if ($MlDashShown) { & $MlDashCommand @MlDashArguments | Out-Host } else { & $MlDashCommand @MlDashArguments *> $null }
        $MlDashClock.Stop()
        $MlDashClock.Elapsed.TotalSeconds
        $global:LASTEXITCODE
        """);

    private readonly object _command;
    private readonly Func<OrderedDictionary, object> _arguments;
    private readonly bool _isShown;

    /// <param name="block">The block. Parameters of its param block are given those of the variant that have their names.</param>
    /// <param name="isShown">Whether its output is shown.</param>
    public MeasuredBlock(ScriptBlock block, bool isShown)
    {
        var declared = ((block.Ast as ScriptBlockAst)?.ParamBlock?.Parameters ?? Enumerable.Empty<ParameterAst>())
            .Select(parameter => parameter.Name.VariablePath.UserPath).ToHashSet(StringComparer.OrdinalIgnoreCase);
        (_command, _isShown) = (block, isShown);
        _arguments = variant =>
        {
            var given = new Hashtable(StringComparer.OrdinalIgnoreCase);
            foreach (DictionaryEntry one in variant)
            {
                if (declared.Contains((string)one.Key))
                    given[one.Key] = one.Value;
            }

            return given;
        };
    }

    /// <param name="program">A command that PowerShell finds, or a path.</param>
    /// <param name="arguments">The arguments of a variant.</param>
    /// <param name="isShown">Whether its output is shown.</param>
    public MeasuredBlock(string program, Func<OrderedDictionary, string[]> arguments, bool isShown) =>
        (_command, _arguments, _isShown) = (program, arguments, isShown);

    /// <summary>Runs it.</summary>
    /// <param name="variant">Its parameters, which are variables for it.</param>
    /// <returns>How long it took, and the exit code of its last program.</returns>
    public (double Seconds, int ExitCode) Run(OrderedDictionary variant)
    {
        List<PSVariable> variables = [.. variant.Cast<DictionaryEntry>().Select(one => new PSVariable((string)one.Key, one.Value))];
        var said = _call.InvokeWithContext(null, variables, _command, _arguments(variant), _isShown);
        return (LanguagePrimitives.ConvertTo<double>(said[^2]), LanguagePrimitives.ConvertTo<int>(said[^1] ?? 0));
    }
}

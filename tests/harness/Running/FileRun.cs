using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MlDash.PesterHarness.Assertions;
using MlDash.PesterHarness.Model;
using MlDash.PesterHarness.StandIns;
using MlDash.PesterHarness.Words;

namespace MlDash.PesterHarness.Running;

/// <summary>Discovers and runs one test file in a runspace of its own.</summary>
internal static class FileRun
{
    private static readonly string Driver = ReadDriver();

    /// <summary>Runs the tests of a file that <paramref name="select"/> asks for.</summary>
    public static FileResult Run(string path, Func<TestCase, bool> select)
    {
        var testDrive = Directory.CreateTempSubdirectory("mldash-testdrive-").FullName;
        try
        {
            using var runspace = RunspaceFactory.CreateRunspace(Words());
            runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
            runspace.Open();
            Runspace.DefaultRunspace = runspace;
            var session = runspace.SessionStateProxy;
            session.Drive.New(new PSDriveInfo("TestDrive", session.Provider.GetOne("FileSystem"), testDrive, "The folder of this file's tests.", null), "global");
            session.SetVariable("TestDrive", testDrive);
            // A word with a parameter nobody knows must end the file, not merely its own line.
            session.SetVariable("ErrorActionPreference", ActionPreference.Stop);

            var discovery = Discovery.Current;
            discovery.Open = discovery.Root;
            if (Invoke(runspace, shell => shell.AddCommand(path)) is { } broken)
                return FileResult.OfBrokenFile(path, broken);
            discovery.Open = null;
            foreach (var test in discovery.Root.Tests)
                test.IsSelected = select(test);

            var report = new Report(testDrive);
            session.SetVariable("__root", discovery.Root);
            session.SetVariable("__report", report);
            var stopped = Invoke(runspace, shell => shell.AddScript(Driver));
            return FileResult.Of(path, discovery.Root, report, stopped);
        }
        finally
        {
            Directory.Delete(testDrive, recursive: true);
        }
    }

    private static ErrorRecord? Invoke(Runspace runspace, Action<PowerShell> fill)
    {
        using var shell = PowerShell.Create(runspace);
        fill(shell);
        try
        {
            shell.Invoke();
            return null;
        }
        catch (RuntimeException fault)
        {
            return fault.ErrorRecord;
        }
    }

    private static InitialSessionState Words()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        foreach (var (name, type) in new (string, Type)[]
        {
            ("Describe", typeof(DescribeWord)),
            ("Context", typeof(ContextWord)),
            ("It", typeof(ItWord)),
            ("BeforeDiscovery", typeof(BeforeDiscoveryWord)),
            ("BeforeAll", typeof(BeforeAllWord)),
            ("BeforeEach", typeof(BeforeEachWord)),
            ("AfterEach", typeof(AfterEachWord)),
            ("AfterAll", typeof(AfterAllWord)),
            ("Should", typeof(ShouldCommand)),
            ("Select-Object", typeof(SelectObjectStandIn)),
            ("Measure-Object", typeof(MeasureObjectStandIn)),
            ("New-PSDrive", typeof(NewPSDriveStandIn)),
            ("Remove-PSDrive", typeof(RemovePSDriveStandIn)),
            ("Get-ChildItem", typeof(GetChildItemStandIn)),
            ("Get-Item", typeof(GetItemStandIn)),
            ("Get-Content", typeof(GetContentStandIn)),
            ("Test-Path", typeof(TestPathStandIn)),
            ("Remove-Item", typeof(RemoveItemStandIn)),
            ("Copy-Item", typeof(CopyItemStandIn)),
            ("Set-Location", typeof(SetLocationStandIn)),
        })
        {
            // The engine finds cmdlets by verb and noun alone; a word of Pester is an alias of one.
            var cmdlet = name.Contains('-', StringComparison.Ordinal) ? name : "Invoke-Pester" + name;
            state.Commands.Add(new SessionStateCmdletEntry(cmdlet, type, null));
            if (cmdlet != name)
                state.Commands.Add(new SessionStateAliasEntry(name, cmdlet));
        }

        return state;
    }

    private static string ReadDriver()
    {
        using var reader = new StreamReader(typeof(FileRun).Assembly.GetManifestResourceStream("Driver.ps1")!);
        return reader.ReadToEnd();
    }
}

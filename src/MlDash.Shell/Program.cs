using System.Management.Automation;
using System.Management.Automation.Runspaces;

var iss = InitialSessionState.CreateDefault2();
using var runspace = RunspaceFactory.CreateRunspace(iss);
runspace.Open();
using var ps = PowerShell.Create(runspace);
ps.AddScript(args[0]);
foreach (var o in ps.Invoke()) Console.WriteLine(o);
foreach (var e in ps.Streams.Error) Console.WriteLine(e + " " + e.ScriptStackTrace);

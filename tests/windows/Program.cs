using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

// Usage: MlDash.Windows <script text>. PowerShell's own console does not start under Wine; this one shows output, messages and errors, and that is all.
Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var state = InitialSessionState.CreateDefault();
state.ExecutionPolicy = ExecutionPolicy.Bypass;
using var runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using var shell = PowerShell.Create(runspace);
shell.AddScript(args[0]).AddCommand("Out-String").AddParameter("Stream").AddParameter("Width", 120);
shell.Streams.Information.DataAdded += (_, added) => Console.WriteLine(shell.Streams.Information[added.Index]);
shell.Streams.Warning.DataAdded += (_, added) => Console.WriteLine($"WARNING: {shell.Streams.Warning[added.Index]}");
shell.Streams.Error.DataAdded += (_, added) => Console.Error.WriteLine(shell.Streams.Error[added.Index]);
var output = new PSDataCollection<string>();
output.DataAdded += (_, added) => Console.WriteLine(output[added.Index]);
shell.Invoke(Array.Empty<object>(), output);
return shell.HadErrors ? 1 : 0;

using MlDash.HelpBuilder.Building;
using MlDash.HelpBuilder.Checking;
using MlDash.HelpBuilder.Commands;
using MlDash.HelpBuilder.Pages;
using MlDash.HelpBuilder.Updating;

namespace MlDash.HelpBuilder;

internal static class Program
{
    private const int Differs = 1;
    private const int Misused = 2;

    private const string Usage = """
        Usage: MlDash.HelpBuilder update <module> <pages>    makes missing pages, refreshes what the code decides
               MlDash.HelpBuilder check <module> <pages>     tells where pages and code differ; exit code 1 when they do
               MlDash.HelpBuilder build <pages> <folder>     writes the help files that Get-Help reads
        <module> is a folder below out/MlDash or the manifest in it, <pages> is docs/help.
        """;

    private static int Main(string[] arguments)
    {
        try
        {
            return Run(arguments);
        }
        catch (HelpException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return Differs;
        }
    }

    private static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["update", var module, var pages]:
                foreach (var file in UpdateVerb.Run(ModuleReader.Read(module), new PageFolder(pages)))
                    Console.WriteLine(file);
                return 0;
            case ["check", var module, var pages]:
                var differences = CheckVerb.Run(ModuleReader.Read(module), new PageFolder(pages));
                foreach (var difference in differences)
                    Console.Error.WriteLine(difference);
                return differences.Count == 0 ? 0 : Differs;
            case ["build", var pages, var output]:
                BuildVerb.Run(new PageFolder(pages), output);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return Misused;
        }
    }
}

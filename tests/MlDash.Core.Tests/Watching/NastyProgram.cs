using MlDash.Watching;

namespace MlDash.Tests.Watching;

/// <summary>The program <c>MlDash.Core.Tests.Program</c>, to be run as any other.</summary>
internal static class NastyProgram
{
    /// <summary>How it is started: by itself under Windows, else by the dotnet that is on the path.</summary>
    public static ProgramStart Start(params string[] arguments)
    {
        var command = Programs.Of(Path.Combine(AppContext.BaseDirectory, "MlDash.Core.Tests.Program.dll"), arguments);
        return new(FullPath(command.FileName)) { Arguments = [.. command.ArgumentList] };
    }

    private static string FullPath(string program)
    {
        var name = OperatingSystem.IsWindows() && !Path.HasExtension(program) ? program + ".exe" : program;
        return Path.IsPathRooted(name)
            ? name
            : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).First(File.Exists);
    }
}

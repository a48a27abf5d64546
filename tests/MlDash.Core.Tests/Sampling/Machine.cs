using Microsoft.Extensions.Time.Testing;
using MlDash.Sampling;
using MlDash.Tests.Support;

namespace MlDash.Tests.Sampling;

/// <summary>A machine that is made of files, whose values a test writes, and a clock that it sets.</summary>
internal sealed class Machine : IDisposable
{
    /// <summary>The process at the top of the tree.</summary>
    public const int Own = 100;

    private readonly Scene _scene = new();
    private readonly FakeTimeProvider _clock = new();
    private MachineSampler? _sampler;

    public List<string> Notes { get; } = [];

    public string Root => _scene.Root;

    /// <summary>The only folder with programs.</summary>
    public string Tools => Path.Combine(Root, "tools");

    /// <summary>Writes a file in place, as the kernel changes those that are open.</summary>
    public Machine Put(string path, string content)
    {
        _scene.Put(path, content + "\n");
        return this;
    }

    /// <summary>A process with a parent, its ticks of processor time, and the pages it has in memory.</summary>
    public Machine PutProcess(int id, int parent, int ticks, int pages, string name = "a program")
    {
        return Put($"proc/{id}/stat", $"{id} ({name}) S {parent} 1 1 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1 0 5 999 {pages} 0");
    }

    /// <summary>The processes that a thread of a process has started.</summary>
    public Machine PutChildren(int id, int thread, params int[] children) =>
        Put($"proc/{id}/task/{thread}/children", string.Concat(children.Select(child => $"{child} ")));

    /// <summary>Samples after some seconds.</summary>
    public Machine Sample(double seconds = 1)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        _sampler ??= new MachineSampler(new(Root, Own, Root, Path.Combine(Root, "no-driver"), Tools), _clock, Notes.Add);
        _sampler.Sample();
        return this;
    }

    /// <summary>The fields since the record before.</summary>
    public Dictionary<string, double> Take() => _sampler!.Take().ToDictionary(field => field.Key, field => (double)field.Value!);

    public void Dispose()
    {
        _sampler?.Dispose();
        _scene.Dispose();
    }
}

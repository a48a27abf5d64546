using System.Collections;
using System.Collections.Specialized;
using MlDash.Context;
using MlDash.Experiments;

namespace MlDash.Tests.Context;

public class ContextMetadataTests
{
    private static readonly Hashtable _found = new() { ["host"] = new Hashtable { ["cores"] = 8 }, ["git"] = new Hashtable { ["branch"] = "main" } };

    [Fact]
    public void The_context_is_added_to_what_the_user_gives()
    {
        var metadata = After(null, new() { Metadata = new Hashtable { ["seed"] = 7 }, Context = _found })!;

        Assert.Equal(7L, metadata["seed"]);
        Assert.Equal(8L, Part(metadata, "host")["cores"]);
    }

    [Fact]
    public void What_the_user_gives_under_the_same_name_wins()
    {
        var own = new Hashtable { ["context.git"] = "mine", ["context"] = "text" };
        var metadata = After(null, new() { Metadata = own, Context = _found })!;

        Assert.Equal(("mine", "text"), (metadata["context.git"], metadata["context"]));
        Assert.Equal(8L, Part(metadata, "host")["cores"]);
    }

    [Theory]
    [InlineData("context.git", true)]
    [InlineData("context.git seed", false)]
    [InlineData("context", false)]
    [InlineData("", false)]
    public void What_was_found_alone_is_told_from_what_somebody_gave(string names, bool isAlone)
    {
        var metadata = new OrderedDictionary();
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            metadata[name] = new OrderedDictionary();
        Assert.Equal(isAlone, ContextMetadata.IsAlone(metadata));
    }

    [Fact]
    public void A_later_start_replaces_the_parts_it_knows_and_leaves_the_rest()
    {
        var before = After(null, new() { Metadata = new Hashtable { ["seed"] = 7 }, Context = _found });
        var after = After(before, new() { Context = new Hashtable { ["git"] = new Hashtable { ["branch"] = "next" } } })!;

        Assert.Equal(7L, after["seed"]);
        Assert.Equal("next", Part(after, "git")["branch"]);
        Assert.Equal(8L, Part(after, "host")["cores"]);
    }

    [Fact]
    public void Without_a_context_metadata_is_as_before()
    {
        Assert.Null(After(null, new()));
        Assert.Null(After(null, new() { Context = new Hashtable() }));
        Assert.Equal(["a"], After(new OrderedDictionary { ["seed"] = 1 }, new() { Metadata = new Hashtable { ["a"] = 1 } })!.Keys.Cast<string>());
    }

    [Theory]
    [InlineData("Host, Git", true)]
    [InlineData("host,CI", true)]
    [InlineData("None", true)]
    [InlineData("None, Host", false)]
    [InlineData("Nothing", false)]
    [InlineData("", false)]
    [InlineData("1", false)]
    public void A_setting_lists_parts_or_none(string text, bool isList) => Assert.Equal(isList, ContextParts.Parse(text) is not null);

    [Fact]
    public void The_machine_is_described()
    {
        var host = (OrderedDictionary)RunContext.Gather([ContextPart.Host], null, "7.6.1", null, null, TimeProvider.System)["host"]!;

        Assert.Equal(Environment.MachineName, host["machine"]);
        Assert.Equal("7.6.1", host["powershell"]);
        Assert.Equal(Environment.ProcessorCount, host["cores"]);
        Assert.True((long)host["memory"]! > 0);
    }

    [Fact]
    [Trait("Wine", "no: Windows has the names in its registry")]
    public void Graphics_processors_are_named_by_the_system()
    {
        var root = Directory.CreateTempSubdirectory("mldash-sys-").FullName;
        try
        {
            Put("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA A100\nIRQ: 1\n");
            Put("sys/class/drm/card0/device/vendor", "0x10de\n");
            Put("sys/class/drm/card1/device/vendor", "0x1002\n");
            Put("sys/class/drm/card1/device/product_name", "Radeon Pro\n");
            Put("sys/class/drm/card1-DP-1/device/vendor", "0x1002\n");
            Put("sys/class/drm/card2/device/vendor", "0x8086\n");
            Put("sys/class/drm/card2/device/device", "0x4680\n");
            Put("sys/class/drm/card3/device/vendor", "0x1234\n");

            Assert.Equal(["NVIDIA A100", "Radeon Pro", "Intel 0x4680"], GraphicsNames.Find(root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        void Put(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
            File.WriteAllText(Path.Combine(root, path), text);
        }
    }

    private static OrderedDictionary? After(OrderedDictionary? standing, ExperimentChange change) => ContextMetadata.After(standing, change);

    private static OrderedDictionary Part(OrderedDictionary metadata, string name) => (OrderedDictionary)metadata["context." + name]!;
}

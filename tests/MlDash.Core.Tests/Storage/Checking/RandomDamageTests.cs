using CsCheck;

namespace MlDash.Tests.Storage.Checking;

/// <summary>Damage of every kind at random places: none stays unseen, and no repair costs anything that could still be read.</summary>
public sealed class RandomDamageTests
{
    [Fact]
    public async Task Of_a_thousand_damages_each_is_found_and_no_repair_costs_what_could_be_read()
    {
        using var whole = await CheckedScene.RecordedAsync();
        Assert.Empty(await whole.CheckAsync());
        var original = await whole.ReadAsync();

        await Gen.ULong.ForAllAsync(1000, seed => CheckOneAsync(whole, original, new Random((int)(seed ^ (seed >> 32)))), together: 8);
    }

    private static async Task CheckOneAsync(CheckedScene whole, Dictionary<string, List<string>> original, Random random)
    {
        using var scene = whole.Copy();
        var damage = Break(scene, random);
        // Readers make an aid anew that does not fit, so that the check is first.
        var found = await scene.CheckAsync();
        Assert.True(found.Count > 0, $"Unseen: {damage.What}");
        var before = await scene.ReadAsync();
        Untouched(original, before, damage);

        var repaired = await scene.RepairAsync();
        Assert.All(repaired, finding => Assert.True(finding.Repair is null || finding.Repaired, $"Not repaired after {damage.What}: {finding}"));
        Assert.All(
            repaired.Where(finding => finding.MovedTo is not null),
            finding => Assert.True(Path.Exists(Path.Combine(scene.Root, finding.MovedTo!)), finding.ToString()));
        var after = await scene.ReadAsync();
        foreach (var (name, records) in before)
            Assert.True(records.All(after[name].ToHashSet().Contains), $"{damage.What}: of {name} less can be read after the repair.");

        var once = scene.Snapshot();
        var left = await scene.RepairAsync();
        Assert.All(left, finding => Assert.True(finding.Repair is null, $"Left to repair after {damage.What}: {finding}"));
        Assert.Equal(once, scene.Snapshot());
    }

    /// <summary>What lies in other files than the damaged ones reads as it did.</summary>
    private static void Untouched(Dictionary<string, List<string>> original, Dictionary<string, List<string>> before, (string What, string[] Files) damage)
    {
        foreach (var (name, records) in original.Where(one => !damage.Files.Any(file => file.StartsWith(one.Key, StringComparison.Ordinal))))
            Assert.Equal(records, before[name]);
    }

    private static (string What, string[] Files) Break(CheckedScene scene, Random random)
    {
        var all = Directory.EnumerateFiles(scene.In(""), "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && !IsOfDeletedFile(file))
            .Order(StringComparer.Ordinal)
            .ToArray();
        var file = all[random.Next(all.Length)];
        var lines = all.Where(one => one.EndsWith(".jsonl", StringComparison.Ordinal)).ToArray();
        switch (random.Next(9))
        {
            case 0:
                return Change(file, "a byte of another value", bytes => Flip(bytes, random), random);
            case 1:
                return Change(file, "cut short", bytes => bytes[..random.Next(bytes.Length)], random);
            case 2:
                return Change(lines[random.Next(lines.Length)], "a line less", bytes => WithoutLine(bytes, random), random);
            case 3:
                return Change(lines[random.Next(lines.Length)], "a line twice", bytes => WithLineTwice(bytes, random), random);
            case 4:
                return Change(lines[random.Next(lines.Length)], "a line without its middle", bytes => WithoutPart(bytes, random), random);
            case 5:
                // Without an aid nothing is lost or wrong: it is made anew.
                var data = all.Where(one => Path.GetFileName(one) is not (".mldash-index" or ".mldash-summary")).ToArray();
                file = data[random.Next(data.Length)];
                File.Delete(file);
                return Named(scene, "deleted", file);
            case 6:
                var foreign = Path.Combine(Path.GetDirectoryName(file)!, $"stray{random.Next(100)}.dat");
                File.WriteAllText(foreign, "stray");
                return Named(scene, "a foreign file", foreign);
            case 7:
                var bytesOf = File.ReadAllBytes(file);
                var others = all.Where(one => !File.ReadAllBytes(one).SequenceEqual(bytesOf)).ToArray();
                var other = others[random.Next(others.Length)];
                File.Move(file, $"{file}.moving");
                File.Move(other, file);
                File.Move($"{file}.moving", other);
                return Named(scene, "swapped", file, other);
            default:
                return Change(Counters(all)[random.Next(Counters(all).Length)], "a digit of a counter", bytes => OtherDigit(bytes, random), random);
        }

        (string, string[]) Change(string path, string what, Func<byte[], byte[]> change, Random chance)
        {
            var time = File.GetLastWriteTimeUtc(path);
            File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
            // A disk that changes bytes does not note a time.
            if (chance.Next(2) == 0)
                File.SetLastWriteTimeUtc(path, time);
            return Named(scene, what, path);
        }
    }

    private static (string, string[]) Named(CheckedScene scene, string what, params string[] files)
    {
        var names = Array.ConvertAll(files, file => Path.GetRelativePath(scene.In(""), file).Replace(Path.DirectorySeparatorChar, '/'));
        return ($"{what}: {string.Join(", ", names)}", names);
    }

    /// <summary>The bytes of a deleted file belong to nothing any more.</summary>
    private static bool IsOfDeletedFile(string file) => Path.GetFileName(file) == "old.txt";

    private static string[] Counters(string[] all) =>
        [.. all.Where(file => Path.GetFileName(file) is ".log_sequence" or "metadata.json")];

    private static byte[] Flip(byte[] bytes, Random random)
    {
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] OtherDigit(byte[] bytes, Random random)
    {
        var digits = Enumerable.Range(0, bytes.Length).Where(at => char.IsAsciiDigit((char)bytes[at])).ToArray();
        ref var digit = ref bytes[digits[random.Next(digits.Length)]];
        digit = (byte)('0' + ((digit - '0' + random.Next(1, 10)) % 10));
        return bytes;
    }

    private static byte[] WithoutLine(byte[] bytes, Random random)
    {
        var (begin, end) = Line(bytes, random);
        return [.. bytes[..begin], .. bytes[end..]];
    }

    private static byte[] WithLineTwice(byte[] bytes, Random random)
    {
        var (begin, end) = Line(bytes, random);
        return [.. bytes[..end], .. bytes[begin..]];
    }

    private static byte[] WithoutPart(byte[] bytes, Random random)
    {
        var (begin, end) = Line(bytes, random);
        var from = random.Next(begin, end - 1);
        return [.. bytes[..from], .. bytes[random.Next(from + 1, end)..]];
    }

    private static (int Begin, int End) Line(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var begin = Array.LastIndexOf(bytes, (byte)'\n', Math.Max(at - 1, 0)) + 1;
        return (begin, Array.IndexOf(bytes, (byte)'\n', begin) + 1);
    }
}

using MlDash.Dashboard.Thumbnails;

namespace MlDash.Dashboard.Tests.Thumbnails;

/// <summary>The folder of small pictures: its bound, and what becomes of it.</summary>
public sealed class ThumbnailFolderTests : IDisposable
{
    private static readonly string[] _three = ["a", "b", "c"];

    private readonly ThumbnailFolder _folder = new(100);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_not_asked_for_the_longest_is_removed_when_there_is_no_room()
    {
        foreach (var key in _three)
            _folder.Keep(key, Of(33));
        Assert.NotNull(_folder.Find("a"));

        _folder.Keep("d", Of(33));

        Assert.Equal([true, false, true], _three.Select(key => _folder.Find(key) is not null));
        Assert.NotNull(_folder.Find("d"));
        Assert.InRange(Directory.GetFiles(_folder.Path!).Sum(file => new FileInfo(file).Length), 1, 100);
    }

    [Fact]
    public void What_is_larger_than_the_folder_is_not_kept()
    {
        _folder.Keep("a", Of(101));

        Assert.Null(_folder.Find("a"));
        Assert.Null(_folder.Path);
    }

    [Fact]
    public void A_picture_comes_back_with_its_type()
    {
        _folder.Keep("a", new("image/png", [1, 2]));
        _folder.Keep("b", new("image/jpeg", [3]));

        Assert.Equal(("image/png", 2), (_folder.Find("a")!.ContentType, _folder.Find("a")!.Bytes.Length));
        Assert.Equal("image/jpeg", _folder.Find("b")!.ContentType);
    }

    [Fact]
    public void A_file_that_others_have_removed_is_made_again()
    {
        _folder.Keep("a", Of(10));
        Directory.Delete(_folder.Path!, recursive: true);

        Assert.Null(_folder.Find("a"));
        _folder.Keep("a", Of(10));
        Assert.NotNull(_folder.Find("a"));
    }

    [Fact]
    public void At_the_end_nothing_of_it_is_left()
    {
        _folder.Keep("a", Of(10));
        var path = _folder.Path!;

        _folder.Dispose();

        Assert.False(Directory.Exists(path));
        Assert.Null(_folder.Find("a"));
    }

    private static Thumbnail Of(int length) => new("image/jpeg", new byte[length]);
}

using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MlDash.Context;

/// <summary>Whether a work tree differs from its commit: files that were changed or removed, and commits that were taken back. New files do not count. What is
/// staged and not changed since stays undecided: the trees to compare it with are packed.</summary>
internal sealed class GitChanges
{
    private const int Largest = 16 << 20;
    private const int Together = 32;

    /// <summary>Attributes that let a file differ from what the repository keeps of it.</summary>
    private static readonly string[] _filterWords = ["filter=", "ident", "encoding="];

    private readonly GitFolder _git;
    private readonly Func<bool> _isTimeUp;
    private readonly Lazy<bool> _hasFilters;
    private GitIndex _index = null!;

    private GitChanges(GitFolder git, Func<bool> isTimeUp)
    {
        (_git, _isTimeUp) = (git, isTimeUp);
        _hasFilters = new(HasFilters);
    }

    /// <summary>Whether there are changes; null when that was not found out in the time there is.</summary>
    /// <param name="git">The work tree.</param>
    /// <param name="commit">The commit that it should be like.</param>
    /// <param name="isTimeUp">Whether the time has come to an end.</param>
    public static bool? Find(GitFolder git, string? commit, Func<bool> isTimeUp)
    {
        try
        {
            // Repositories with longer hashes have another index.
            return commit is { Length: > 40 } ? null : new GitChanges(git, isTimeUp).Find(commit);
        }
        catch (Exception fault) when (fault is InvalidDataException || BoundedFile.IsUnreadable(fault))
        {
            return null;
        }
    }

    private bool? Find(string? commit)
    {
        if (GitIndex.Read(Path.Combine(_git.Own, "index")) is not { } index)
            return null;
        _index = index;
        var isClear = true;
        var number = 0;
        foreach (var entry in index.Entries())
        {
            if (number++ % Together == 0 && _isTimeUp())
                return null;
            if (entry.IsConflict)
                return true;
            if (entry.IsLeftOut || (!entry.IsFile && !entry.IsLink) || !IsInside(entry.Path))
                continue;
            var isChanged = IsChanged(entry);
            if (isChanged == true)
                return true;
            isClear &= isChanged is not null;
        }

        if (commit is null || (index.Tree is { Length: > 0 } tree && TreeOf(commit) is { } committed && committed != tree))
            return true;
        // Something may be staged where the index does not stand for a tree that Git has written.
        return isClear && index.Tree is not "" ? false : null;
    }

    private bool? IsChanged(GitEntry entry)
    {
        var file = new FileInfo(Path.Combine(_git.WorkTree, entry.Path));
        if (file.LinkTarget is { } target)
            return !entry.IsLink || Encoding.UTF8.GetByteCount(target) != entry.Size;
        if (!file.Exists)
            return true;
        if (entry.Size != 0 && file.Length != entry.Size)
            return true;
        if (file.Length == 0)
            return false;
        var changed = file.LastWriteTimeUtc - DateTime.UnixEpoch;
        var isSame = entry.Size != 0 && changed.Ticks / TimeSpan.TicksPerSecond == entry.Seconds
            && (entry.Nanoseconds == 0 || changed.Ticks % TimeSpan.TicksPerSecond == entry.Nanoseconds / 100);
        // A file that was changed in the moment the index was written may have been changed again.
        return isSame && file.LastWriteTimeUtc < _index.WrittenAt ? false : HasOtherContent(file, entry);
    }

    /// <summary>Whether the content differs; null when a filter may stand between the file and the repository.</summary>
    private bool? HasOtherContent(FileInfo file, GitEntry entry)
    {
        if (BoundedFile.Read(file.FullName, Largest) is not { } content)
            return null;
        if (Hash(content) == entry.Hash || Hash(WithoutReturns(content)) == entry.Hash)
            return false;
        return _hasFilters.Value ? null : true;
    }

    private bool HasFilters() => BoundedFile.ReadText(Path.Combine(_git.WorkTree, ".gitattributes")) is { } text
        && _filterWords.Any(word => text.Contains(word, StringComparison.Ordinal));

    /// <summary>The tree of a commit that has a file of its own; null when it is packed with others.</summary>
    private string? TreeOf(string commit)
    {
        if (BoundedFile.Read(Path.Combine(_git.Common, "objects", commit[..2], commit[2..]), Largest) is not { } packed)
            return null;
        using var unpacked = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        // Its head, "commit 123", and its first line, "tree 0123…", are all that is asked for.
        var head = new byte[100];
        var text = Encoding.ASCII.GetString(head, 0, unpacked.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        var at = text.IndexOf("\0tree ", StringComparison.Ordinal) + 6;
        return at >= 6 && text.Length >= at + 40 ? text.Substring(at, 40).ToUpperInvariant() : null;
    }

    /// <summary>The index may name anything; a file elsewhere is none of this work tree.</summary>
    private static bool IsInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && path.Split('/', '\\').All(part => part is not ("" or "." or ".."));

    private static byte[] WithoutReturns(byte[] content)
    {
        var kept = new List<byte>(content.Length);
        for (var at = 0; at < content.Length; at++)
        {
            if (content[at] != '\r' || at + 1 == content.Length || content[at + 1] != '\n')
                kept.Add(content[at]);
        }

        return [.. kept];
    }

    [SuppressMessage("Security", "CA5350", Justification = "Git names contents by it. Nothing is protected by it here.")]
    private static string Hash(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        hash.AppendData(content);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

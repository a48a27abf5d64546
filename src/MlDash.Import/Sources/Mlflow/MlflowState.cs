using System.Collections;
using System.Collections.Specialized;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Json;

namespace MlDash.Import.Sources.Mlflow;

/// <summary>What users of MLflow change in a run. An export notes what it has written, so that an import sees what was changed since.</summary>
/// <param name="Name">The name.</param>
/// <param name="Status">The number of the state.</param>
/// <param name="EndTime">When it ended, in milliseconds.</param>
/// <param name="Tags">The tags.</param>
internal sealed record MlflowState(string? Name, string? Status, string? EndTime, IReadOnlyDictionary<string, string> Tags)
{
    private const string NameMember = "run_name";
    private const string StatusMember = "status";
    private const string EndMember = "end_time";
    private const string TagMember = "tags";

    /// <summary>What the files of a run say. A tag that is too long for a text is not among the tags.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="meta">Its own file.</param>
    public static MlflowState Of(string folder, OrderedDictionary meta)
    {
        var root = Path.Combine(folder, TagMember);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in SourceFolder.FilesBelow(root))
        {
            if (SourceText.OfFile(file) is { } text)
                tags[SourceFolder.NameBelow(root, file)] = text;
        }

        return new MlflowState(MlflowText.Of(meta[NameMember]), MlflowText.Of(meta[StatusMember]), MlflowText.Of(meta[EndMember]), tags);
    }

    /// <summary>What a document notes.</summary>
    public static MlflowState Noted(OrderedDictionary document)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry tag in document.Map(TagMember) ?? [])
            tags[(string)tag.Key] = tag.Value as string ?? string.Empty;
        return new MlflowState(document.Text(NameMember), document.Text(StatusMember), document.Text(EndMember), tags);
    }

    /// <summary>What a document notes of this.</summary>
    public OrderedDictionary Note()
    {
        var tags = new OrderedDictionary();
        foreach (var (name, text) in Tags)
            tags[name] = text;
        return new OrderedDictionary { [NameMember] = Name, [StatusMember] = Status, [EndMember] = EndTime, [TagMember] = tags };
    }

    /// <summary>The details of an experiment that was exported in this state, with what was changed since.</summary>
    /// <param name="run">The details as they were exported.</param>
    /// <param name="now">The state that the run has now.</param>
    public RunDetails WithChanges(RunDetails run, MlflowState now)
    {
        if (now.Name is { Length: > 0 } name && name != Name)
            run = run with { Name = name };
        else if (now.Tags.GetValueOrDefault(MlflowText.RunName) is { Length: > 0 } title && title != Tags.GetValueOrDefault(MlflowText.RunName))
            run = run with { Name = title };
        if (now.EndTime != EndTime)
            run = run with { EndedAt = long.TryParse(now.EndTime, out var time) ? SourceText.Milliseconds(time) : null };
        // A run that continues there does not continue here: only how it ended is taken over.
        if (now.Status != Status && MlflowText.Status(now.Status) is var status and not (ExperimentStatus.Running or ExperimentStatus.Unknown))
            run = run with { Status = status, Error = null };
        var (gone, come) = (Tags.Except(now.Tags).ToList(), now.Tags.Except(Tags).ToList());
        if (gone.Count + come.Count == 0)
            return run;
        var metadata = JsonValues.NewMap();
        foreach (DictionaryEntry member in run.Recorded?.Metadata?.Map("mlflow") ?? [])
            metadata[member.Key] = member.Value;
        var tagged = MlflowText.WithTags(run with { Metadata = metadata, Tags = [] }, [.. now.Tags]);
        string[] old = [.. gone.SelectMany(tag => new[] { MlflowText.Word(tag), $"{tag.Key}={tag.Value}" })];
        return tagged with
        {
            Description = IsSame(MlflowText.Note, now) ? run.Description : tagged.Description,
            Tags = [.. run.Tags.Except(old, StringComparer.Ordinal).Union(come.Where(MlflowText.IsOfUser).Select(MlflowText.Word), StringComparer.Ordinal)],
        };
    }

    private bool IsSame(string tag, MlflowState now) => Tags.GetValueOrDefault(tag) == now.Tags.GetValueOrDefault(tag);
}

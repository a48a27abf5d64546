using System.Collections.Specialized;
using MlDash.Protocol;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.Wandb;

/// <summary>What W&amp;B says of a run at its begin.</summary>
internal sealed class WandbHead
{
    public string? Id { get; private set; }

    public string? Project { get; private set; }

    public string? Name { get; private set; }

    public string? Notes { get; private set; }

    public string? Host { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public List<string> Tags { get; } = [];

    /// <summary>What an experiment has no member for.</summary>
    public OrderedDictionary Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="config">Gets the config in it.</param>
    public void Read(ReadOnlyMemory<byte> message, OrderedDictionary config)
    {
        Tags.Clear();
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Type != WireType.Bytes)
                continue;
            switch (fields.Field)
            {
                case 1: Id = fields.Text; break;
                case 2: Note("entity", fields.Text); break;
                case 3: Project = Known(fields.Text); break;
                case 4: WandbItems.Update(config, fields.Bytes); break;
                case 6: Note("group", fields.Text); break;
                case 7: Note("job_type", fields.Text); break;
                case 8: Name = Known(fields.Text); break;
                case 9: Notes = Known(fields.Text); break;
                case 10: Tags.Add(fields.Text); break;
                case 12: Note("sweep_id", fields.Text); break;
                case 13: Host = Known(fields.Text); break;
                case 17: StartedAt = IsoTime.FromUnixSeconds(WandbItems.Time(fields.Bytes)); break;
                case 21:
                    var git = WandbItems.Texts(fields.Bytes);
                    Note("git_remote", git.GetValueOrDefault(1));
                    Note("git_commit", git.GetValueOrDefault(2));
                    break;
            }
        }
    }

    private static string? Known(string text) => text.Length > 0 ? text : null;

    private void Note(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            Metadata[name] = text;
    }
}

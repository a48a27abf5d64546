using System.Text;
using Markdig;
using Markdig.Syntax;

namespace MlDash.HelpBuilder.Pages;

/// <summary>
/// A page as its author wrote it: metadata, a title, sections and what lies below them. Text stays Markdown and is never touched but for blank lines
/// at its ends, so a page that is read and written again is the same.
/// </summary>
internal sealed class Page
{
    private Page(string file, FrontMatter front)
    {
        File = file;
        Front = front;
    }

    /// <summary>Name of the file, without its folder.</summary>
    public string File { get; }

    public FrontMatter Front { get; }

    public string Title { get; set; } = string.Empty;

    /// <summary>What stands between the title and the first section.</summary>
    public string Text { get; set; } = string.Empty;

    public List<Section> Sections { get; } = [];

    /// <summary>The section of that name, whatever its case; null when there is none.</summary>
    public Section? Find(string title) => Sections.Find(section => section.Title.Equals(title, StringComparison.OrdinalIgnoreCase));

    public static Page New(string file, string title) => new(file, new()) { Title = title };

    /// <exception cref="HelpException">The file is not such a page.</exception>
    public static Page Read(string path)
    {
        var file = Path.GetFileName(path);
        try
        {
            return Parse(file, System.IO.File.ReadAllText(path));
        }
        catch (HelpException fault)
        {
            throw new HelpException($"{file}: {fault.Message}. Repair the page by hand.");
        }
    }

    /// <exception cref="HelpException">The text is not such a page.</exception>
    public static Page Parse(string file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var page = new Page(file, FrontMatter.Parse(lines, out var begin));
        // Only a parser knows which '#' begins a heading and which a comment in code.
        var headings = Markdown.Parse(string.Join('\n', lines.Skip(begin))).OfType<HeadingBlock>().Where(heading => heading.Level <= 3)
            .Select(heading => (heading.Level, Line: heading.Line + begin)).ToList();
        if (headings is not [(1, _), ..] || headings.Count(heading => heading.Level == 1) > 1)
            throw new HelpException("expected one title '# …' below the metadata");
        for (var i = 0; i < headings.Count; i++)
        {
            var (level, line) = headings[i];
            var next = i + 1 < headings.Count ? headings[i + 1].Line : lines.Length;
            page.Add(level, lines[line].Trim('#', ' '), string.Join('\n', lines[(line + 1)..next]).Trim('\n', ' '));
        }

        return page;
    }

    public override string ToString()
    {
        var text = new StringBuilder(Front.ToString());
        Append(text, "#", Title, Text);
        foreach (var section in Sections)
        {
            Append(text, "##", section.Title, section.Text);
            foreach (var part in section.Parts)
                Append(text, "###", part.Title, part.Text);
        }

        return text.ToString();
    }

    private void Add(int level, string title, string text)
    {
        if (level == 1)
            (Title, Text) = (title, text);
        else if (level == 2)
            Sections.Add(new(title, text));
        else if (Sections.Count == 0)
            throw new HelpException($"expected a section '## …' above '### {title}'");
        else
            Sections[^1].Parts.Add(new(title, text));
    }

    private static void Append(StringBuilder text, string mark, string title, string body)
    {
        text.Append('\n').Append(mark).Append(' ').Append(title).Append('\n');
        if (body.Length > 0)
            text.Append('\n').Append(body).Append('\n');
    }
}

/// <summary>What a heading of the second level opens.</summary>
internal sealed class Section(string title, string text)
{
    public string Title { get; } = title;

    /// <summary>What stands before the first heading below it.</summary>
    public string Text { get; set; } = text;

    public List<Part> Parts { get; } = [];

    public Part? Find(string title) => Parts.Find(part => part.Title == title);
}

/// <summary>What a heading of the third level opens: a parameter set, an example, a parameter, a type.</summary>
internal sealed class Part(string title, string text)
{
    public string Title { get; } = title;

    public string Text { get; set; } = text;
}

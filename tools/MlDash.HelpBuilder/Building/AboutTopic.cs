using System.Text;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Building;

/// <summary>
/// A topic <c>about_*.md</c> as the text that Get-Help shows. Its form is fixed: the engine takes the fifth line for the synopsis.
/// </summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Indent = "    ";
    private const string Short = "Short description";

    /// <summary>Name of the file that Get-Help looks for.</summary>
    public static string FileName(string page) => Path.GetFileNameWithoutExtension(page) + ".help.txt";

    /// <exception cref="HelpException">The topic says nothing in short.</exception>
    public static string Text(string path)
    {
        var page = Page.Read(path);
        if (page.Find(Short) is not { Text.Length: > 0 } summary)
            throw new HelpException($"{page.File}: the section '## {Short}' is missing. Write one sentence there.");
        var text = new StringBuilder($"TOPIC\n{Indent}{page.Title}\n\nSHORT DESCRIPTION\n{Indent}{PlainText.OneLine(summary.Text)}\n");
        foreach (var section in page.Sections.Where(section => section != summary))
        {
            text.Append('\n').Append(section.Title.ToUpperInvariant()).Append('\n');
            Append(text, section.Text);
            foreach (var part in section.Parts)
            {
                text.Append('\n').Append(Indent).Append(part.Title).Append('\n');
                Append(text, part.Text);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string markdown)
    {
        var between = string.Empty;
        foreach (var paragraph in PlainText.Paragraphs(markdown, Indent))
        {
            text.Append(between);
            foreach (var line in paragraph.Split('\n'))
                text.Append(Wrap(line)).Append('\n');
            between = "\n";
        }
    }

    /// <summary>Breaks a line between words. Code stays as it is, and what hangs below the mark of a list is moved in.</summary>
    private static string Wrap(string line)
    {
        var lead = line.Length - line.TrimStart().Length;
        if (lead >= Indent.Length || line.Length + Indent.Length <= Width)
            return (Indent + line).TrimEnd();
        var hang = Indent + new string(' ', lead + (line.TrimStart().StartsWith("- ", StringComparison.Ordinal) ? 2 : 0));
        var text = new StringBuilder(Indent).Append(' ', lead);
        var length = text.Length;
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (length > hang.Length && length + word.Length > Width)
            {
                text.Length--;
                text.Append('\n').Append(hang);
                length = hang.Length;
            }

            text.Append(word).Append(' ');
            length += word.Length + 1;
        }

        return text.ToString().TrimEnd();
    }
}

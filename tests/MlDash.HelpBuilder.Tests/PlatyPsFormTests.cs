using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MlDash.HelpBuilder.Pages;

namespace MlDash.HelpBuilder.Tests;

/// <summary>
/// Import-MarkdownCommandHelp finds its way by blocks of plain CommonMark, without extensions. It cannot be run here; these are the places it goes by.
/// </summary>
public sealed class PlatyPsFormTests
{
    public static TheoryData<string> CommandPages() => [.. new PageFolder(Settings.Pages).Pages().Where(CommandPage.IsCommandPage).Select(page => page.File)];

    [Theory]
    [MemberData(nameof(CommandPages))]
    public void The_metadata_is_a_rule_and_an_underlined_heading_of_plain_text(string file)
    {
        var blocks = Blocks(file);
        Assert.IsType<ThematicBreakBlock>(blocks[0]);
        var head = Assert.IsType<HeadingBlock>(blocks[1]);
        Assert.Equal("document type: cmdlet", Assert.IsType<LiteralInline>(head.Inline!.FirstChild).Content.ToString());
    }

    [Theory]
    [MemberData(nameof(CommandPages))]
    public void The_sections_come_in_order_under_headings_of_one_piece(string file)
    {
        var titles = Blocks(file).OfType<HeadingBlock>().Skip(1).Where(heading => heading.Level == 2).Select(heading => heading.Inline!.FirstChild!.ToString());
        Assert.Equal(CommandPage.SectionOrder, titles);
    }

    [Theory]
    [MemberData(nameof(CommandPages))]
    public void Every_parameter_has_a_yaml_block_before_the_next_heading_and_every_set_a_code_block_after_its_name(string file)
    {
        var blocks = Blocks(file);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is not HeadingBlock { Level: 3 } heading)
                continue;
            var title = heading.Inline!.FirstChild!.ToString()!;
            var below = blocks.Skip(i + 1).TakeWhile(block => block is not HeadingBlock).ToList();
            if (title.StartsWith('-'))
                Assert.Equal("yaml", Assert.IsType<FencedCodeBlock>(below[^1]).Info);
            else if (below is [FencedCodeBlock { Info: null or "" } syntax])
                Assert.StartsWith(Path.GetFileNameWithoutExtension(file) + " ", syntax.Lines.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_modules_page_ends_with_a_heading_and_a_paragraph_for_each_cmdlet()
    {
        var blocks = Blocks($"{Settings.Description.Name}.md");
        var list = blocks.SkipWhile(block => block is not HeadingBlock { Level: 3 }).ToList();
        Assert.Equal(2 * Settings.Description.Commands.Count, list.Count);
        Assert.All(list.Chunk(2), pair =>
        {
            Assert.IsType<LinkInline>(Assert.IsType<HeadingBlock>(pair[0]).Inline!.FirstChild);
            Assert.IsType<ParagraphBlock>(pair[1]);
        });
    }

    private static List<Block> Blocks(string file) => [.. Markdown.Parse(File.ReadAllText(Path.Combine(Settings.Pages, file)))];
}

namespace MlDash.HelpBuilder.Tests;

public sealed class CheckTests
{
    private const string Page = "Get-MlDashFile.md";

    [Fact]
    public void The_pages_say_what_the_code_says()
    {
        using var pages = new PageCopy();
        Assert.Equal([], pages.Check());
    }

    [Theory]
    [InlineData("external help file: MlDash.Cmdlets.dll-Help.xml", "external help file: Other.xml",
        "metadata 'external help file': 'MlDash.Cmdlets.dll-Help.xml', found 'Other.xml'")]
    [InlineData("# Get-MlDashFile\n", "# Get-MlDashThing\n", "title: 'Get-MlDashFile', found 'Get-MlDashThing'")]
    [InlineData("Get-MlDashFile [[-Path] <string[]>]", "Get-MlDashFile [-Path <string[]>]", "parameter set ")]
    [InlineData("## ALIASES\n", "## ALIASES\n\ngmf\n", "ALIASES: 'none', found 'gmf'")]
    [InlineData("Type: System.String[]", "Type: System.String", " Type: 'System.String[]', found 'System.String'")]
    [InlineData("DefaultValue: ''", "DefaultValue: all", " DefaultValue: nothing, found 'all'")]
    [InlineData("SupportsWildcards: true", "SupportsWildcards: false", " SupportsWildcards: 'True', found 'False'")]
    [InlineData("- Bindrs\n", "- Binders\n", "parameter -Bindr Aliases: 'Bindrs', found 'Binders'")]
    [InlineData("Position: 0", "Position: 1", "Position: '0', found '1'")]
    [InlineData("IsRequired: false", "IsRequired: true", "IsRequired: 'False', found 'True'")]
    [InlineData("ValueFromPipeline: true", "ValueFromPipeline: false", "ValueFromPipeline: 'True', found 'False'")]
    [InlineData("ValueFromPipelineByPropertyName: true", "ValueFromPipelineByPropertyName: false", "ValueFromPipelineByPropertyName: 'True', found 'False'")]
    [InlineData("ValueFromRemainingArguments: false", "ValueFromRemainingArguments: true", "ValueFromRemainingArguments: 'False', found 'True'")]
    [InlineData("DontShow: false", "DontShow: true", "DontShow: 'False', found 'True'")]
    [InlineData("AcceptedValues: []", "AcceptedValues:\n- One", "AcceptedValues: 'none', found 'One'")]
    [InlineData("HelpMessage: ''", "HelpMessage: Say it", "HelpMessage: nothing, found 'Say it'")]
    [InlineData("### -Bindr\n", "### -Binder\n", "expected parameter -Bindr: its text and yaml block, found none")]
    [InlineData("### MlDash.FileEntry\n\nA file: ", "### MlDash.Thing\n\nA file: ", "output MlDash.FileEntry: its text, found none")]
    public void What_the_page_says_otherwise_than_the_code_is_one_line_and_corrected_by_update(string from, string to, string told)
    {
        using var pages = new PageCopy();
        var before = pages.Text(Page);
        pages.Change(Page, from, to);
        var lines = pages.Check();
        Assert.Contains(lines, line => line.StartsWith($"{Page}: expected ", StringComparison.Ordinal) && line.Contains(told, StringComparison.Ordinal));
        Assert.InRange(lines.Count(IsForUpdate), 1, 2);
        pages.Update();
        Assert.DoesNotContain(pages.Check(), IsForUpdate);
        // Where a whole part had the wrong name, its text went with it.
        if (!from.Contains("### ", StringComparison.Ordinal))
            Assert.Equal(before, pages.Text(Page));
    }

    [Theory]
    [InlineData("Lists the files", "{{ Fill in the Synopsis }}", "expected a text below SYNOPSIS, found '{{ Fill in the Synopsis }}")]
    [InlineData("[Save-MlDashFile](Save-MlDashFile.md)", "[Save-MlDashFile](Store-MlDashFile.md)",
        "expected a file for the link 'Save-MlDashFile', found 'Store-MlDashFile.md', which does not exist")]
    [InlineData("### Example 1: ", "### Example 1: With `code` ", "expected a title of plain text, found 'Example 1: With `code` ")]
    [InlineData("```powershell", "```text", "expected code in a block ```powershell in 'Example 1")]
    [InlineData("## NOTES", "## REMARKS", "expected the sections of PlatyPS")]
    [InlineData("## NOTES", "It goes on.\n\n## NOTES", "expected plain English, found 'goes on' in line ")]
    public void What_only_a_person_can_write_is_told_where_it_is_missing(string from, string to, string told)
    {
        using var pages = new PageCopy();
        pages.Change(Page, from, to);
        Assert.Contains(pages.Check(), line => line.StartsWith($"{Page}: {told}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_parameter_without_a_text_is_told()
    {
        using var pages = new PageCopy();
        var text = pages.Text(Page);
        var begin = text.IndexOf("### -Bindr\n", StringComparison.Ordinal) + "### -Bindr\n".Length;
        var end = text.IndexOf("```yaml", begin, StringComparison.Ordinal);
        pages.Change(Page, text[begin..end], "\n");
        Assert.Contains($"{Page}: expected a text for parameter -Bindr, found none. Write it.", pages.Check());
    }

    [Fact]
    public void A_page_with_less_than_two_examples_is_told()
    {
        using var pages = new PageCopy();
        var text = pages.Text(Page);
        var second = text.IndexOf("### Example 2", StringComparison.Ordinal);
        pages.Change(Page, text[second..text.IndexOf("## PARAMETERS", StringComparison.Ordinal)], string.Empty);
        Assert.Equal([$"{Page}: expected at least 2 examples, found 1. Write it."], pages.Check());
    }

    [Fact]
    public void A_yaml_block_that_PlatyPS_could_not_read_is_told()
    {
        using var pages = new PageCopy();
        pages.Change(Page, "DontShow: false", "Hidden: false");
        Assert.Contains(pages.Check(), line => line.Contains("Hidden", StringComparison.Ordinal) && IsForUpdate(line));
    }

    [Fact]
    public void Parameters_in_another_order_are_told()
    {
        using var pages = new PageCopy();
        var text = pages.Text(Page);
        var first = text[text.IndexOf("### -", StringComparison.Ordinal)..];
        first = first[..first.IndexOf("### -", 5, StringComparison.Ordinal)];
        pages.Change(Page, first, string.Empty);
        pages.Change(Page, "### CommonParameters", first + "### CommonParameters");
        var line = Assert.Single(pages.Check());
        Assert.Contains("the form that update gives", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cmdlet_without_a_page_is_told_and_update_makes_one_that_waits_for_its_examples()
    {
        using var pages = new PageCopy();
        File.Delete(pages.PathOf(Page));
        Assert.Contains($"{Page}: expected a page of Get-MlDashFile, found none. Run update, then write its text.", pages.Check());
        Assert.Equal([Page, "MlDash.md"], pages.Update());
        var lines = pages.Check();
        Assert.All(lines, line => Assert.EndsWith("Write it.", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("'Example 2'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_of_a_cmdlet_that_is_gone_is_told()
    {
        using var pages = new PageCopy();
        File.WriteAllText(pages.PathOf("Get-MlDashThing.md"), pages.Text(Page).Replace("Get-MlDashFile", "Get-MlDashThing", StringComparison.Ordinal));
        Assert.Contains(
            "Get-MlDashThing.md: expected a page of a cmdlet or of the module, found 'Get-MlDashThing', which the module does not export. " +
            "Remove the page, or rename it as the cmdlet was.",
            pages.Check());
    }

    [Fact]
    public void The_modules_page_lists_every_cmdlet_with_its_synopsis()
    {
        using var pages = new PageCopy();
        pages.Change("MlDash.md", "### [Get-MlDashFile](Get-MlDashFile.md)", "### [Get-MlDashThing](Get-MlDashFile.md)");
        Assert.Equal(["MlDash.md: expected the cmdlets with the synopses of their pages, found another list or metadata. Run update."], pages.Check());
        pages.Update();
        Assert.Equal([], pages.Check());
    }

    private static bool IsForUpdate(string line) => line.EndsWith("Run update.", StringComparison.Ordinal);
}

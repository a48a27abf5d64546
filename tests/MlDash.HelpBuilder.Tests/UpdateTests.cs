namespace MlDash.HelpBuilder.Tests;

public sealed class UpdateTests
{
    [Fact]
    public void Pages_that_are_true_are_not_written()
    {
        using var pages = new PageCopy();
        Assert.Equal([], pages.Update());
    }

    [Fact]
    public void New_pages_are_the_same_after_a_second_update()
    {
        using var pages = new PageCopy();
        foreach (var file in Directory.EnumerateFiles(pages.Folder))
            File.Delete(file);
        Assert.Equal(Settings.Description.Commands.Count + 1, pages.Update().Count);
        Assert.Equal([], pages.Update());
    }

    [Fact]
    public void What_a_person_wrote_stays()
    {
        using var pages = new PageCopy();
        const string Page = "Get-MlDashFile.md";
        pages.Change(Page, "## NOTES\n", "## NOTES\n\nA note with `code`, *emphasis* and a list:\n\n- one\n- two\n");
        pages.Change(Page, "### -Bindr\n\n", "### -Bindr\n\n```text\n# no heading\n```\n\n");
        var before = pages.Text(Page);
        pages.Change(Page, "SupportsWildcards: true", "SupportsWildcards: false");
        pages.Update();
        Assert.Equal(before, pages.Text(Page));
    }

    [Fact]
    public void The_default_is_what_a_new_command_holds_else_what_the_doc_comment_says()
    {
        string Of(string command, string parameter) => Settings.Description.Commands.Single(one => one.Name == command)
            .Parameters.Single(one => one.Name == parameter).Facts.DefaultValue;
        Assert.Equal("value", Of("Add-MlDashMetric", "Field"));
        Assert.Equal("5", Of("Get-MlDashMetricSummary", "Last"));
        Assert.Equal("Mean", Of("Write-MlDashMetricSummary", "Aggregation"));
        Assert.Equal("False", Of("Add-MlDashMetric", "Flush"));
        Assert.Equal("now", Of("Add-MlDashMetric", "Timestamp"));
        Assert.Equal("ML_DASH_ROOT, else ./experiments", Of("Start-MlDashExperiment", "Root"));
        Assert.Equal("Hybrid with -Remote and -Root, Remote with -Remote, else Local", Of("Start-MlDashExperiment", "Mode"));
        Assert.Equal(string.Empty, Of("Add-MlDashMetric", "Description"));
    }
}

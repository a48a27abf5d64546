using System.Diagnostics;
using System.Globalization;
using MlDash.Experiments;
using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

/// <summary>The user's name comes from the environment of the process, so these run one after the other.</summary>
public sealed class PrefixTemplateTests : IDisposable
{
    private static readonly DateTime _now = new(2026, 1, 31, 14, 5, 9, 123);

    private readonly Scene _scene = new();
    private readonly string? _user = Environment.GetEnvironmentVariable("ML_DASH_USER");

    public PrefixTemplateTests() => Environment.SetEnvironmentVariable("ML_DASH_USER", "ada");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ML_DASH_USER", _user);
        _scene.Dispose();
    }

    [Theory]
    [InlineData("{user}", "ada")]
    [InlineData("{project}", "vision")]
    [InlineData("{now:%Y-%m-%d}", "2026-01-31")]
    [InlineData("{now:%y %H.%M.%S %f %p %I %j}", "26 14.05.09 123000 PM 02 031")]
    [InlineData("{now:%a %A %b %B %V %%}", "Sat Saturday Jan January 05 %")]
    [InlineData("{now:yyyyMMdd}", "20260131")]
    [InlineData("{date}", "20260131")]
    [InlineData("{EXP.date}", "20260131")]
    [InlineData("{EXP.datetime_str}", "20260131.140509")]
    [InlineData("{name}", "train")]
    [InlineData("{path_stem}", "train")]
    [InlineData("no placeholder", "no placeholder")]
    [InlineData("{user}/{project}/{user}", "ada/vision/ada")]
    public void A_placeholder_gives_its_value(string template, string expected) =>
        Assert.Equal(expected, new PrefixTemplate("vision", "/nowhere/train.ps1", _now).Fill(template));

    [Theory]
    [InlineData("{id}")]
    [InlineData("{EXP.id}")]
    public void An_id_is_a_new_snowflake_each_time(string template)
    {
        var filler = new PrefixTemplate(null, null, _now);

        Assert.Matches("^[0-9]{15,19}$", filler.Fill(template));
        Assert.NotEqual(filler.Fill(template), filler.Fill(template));
    }

    [Fact]
    public void The_host_is_this_machine() => Assert.Equal(Environment.MachineName, new PrefixTemplate(null, null, _now).Fill("{host}"));

    [Fact]
    public void Jobs_are_counted_and_padded_as_asked()
    {
        var first = int.Parse(new PrefixTemplate(null, null, _now).Fill("{job_counter}"), CultureInfo.InvariantCulture);
        var second = new PrefixTemplate(null, null, _now);

        Assert.Equal((first + 1).ToString("D5", CultureInfo.InvariantCulture), second.Fill("{job_counter:05d}"));
        Assert.Equal($"14.05.09/{first + 1:000}", second.Fill("{job_name}"));
    }

    [Fact]
    public void Without_a_project_the_users_scratch_is_filled_in_again() =>
        Assert.Equal("ada/scratch", new PrefixTemplate(null, null, _now).Fill("{project}"));

    [Fact]
    public void The_default_prefix_is_filled_to_the_end()
    {
        var script = _scene.Put("code/jobs/train.ps1", string.Empty);
        _scene.Put("code/pyproject.toml", string.Empty);

        Assert.Matches("^ada/scratch/2026/01-31/jobs/train/14\\.05\\.09/[0-9]{3,}$", new PrefixTemplate(null, script, _now).Fill(PrefixTemplate.Default));
    }

    [Fact]
    public void At_a_prompt_there_is_no_script_and_the_stem_says_so() =>
        Assert.Equal("session/session", new PrefixTemplate(null, null, _now).Fill("{path_stem}/{name}"));

    [Fact]
    public void An_unknown_placeholder_is_an_error_that_lists_what_exists()
    {
        var error = Assert.Throws<ExperimentException>(() => new PrefixTemplate(null, null, _now).Fill("a/{usr}"));

        Assert.Equal("UnknownPlaceholder", error.ErrorId);
        Assert.Contains("'{usr}'", error.Message, StringComparison.Ordinal);
        foreach (var known in new[]
        {
            "{user}",
            "{project}",
            "{now}",
            "{job_counter}",
            "{job_name}",
            "{path_stem}",
            "{id}",
            "{name}",
            "{host}",
            "{date}",
            "{EXP.id}",
            "{EXP.date}",
            "{EXP.datetime_str}"
        })
            Assert.Contains(known, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_an_experiment_that_has_none_yet_is_refused_with_a_hint() =>
        Assert.Contains(
            "{name}",
            Assert.Throws<ExperimentException>(() => new PrefixTemplate(null, null, _now).Fill("{EXP.name}")).RecommendedAction,
            StringComparison.Ordinal);

    [Fact]
    public void An_unknown_time_code_is_an_error() =>
        Assert.Equal("UnknownTimeCode", Assert.Throws<ExperimentException>(() => new PrefixTemplate(null, null, _now).Fill("{now:%Q}")).ErrorId);

    [Fact]
    public void A_value_that_fills_itself_in_does_not_go_on_for_ever() =>
        Assert.Equal("{project}", new PrefixTemplate("{project}", null, _now).Fill("{project}"));

    [Theory]
    [InlineData("{user}/run")]
    [InlineData("a/{project}/run")]
    public void A_placeholder_without_a_value_is_an_error_for_two_experiments_would_fall_together(string template) =>
        Assert.Equal(
            "EmptyPlaceholder",
            Assert.Throws<ExperimentException>(() => new PrefixTemplate(string.Empty, null, _now, user: string.Empty).Fill(template)).ErrorId);

    [Fact]
    public async Task The_user_of_a_process_that_no_list_of_accounts_knows_is_its_number()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv") && Environment.IsPrivilegedProcess, "Only root starts a process as another user.");
        var start = new ProcessStartInfo("/usr/bin/setpriv") { RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "--reuid=12345",
            "--clear-groups",
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "MlDash.Core.Tests.Writer.dll"),
            "-",
            "{user}/run",
            "name",
            "-"
        })
            start.ArgumentList.Add(argument);
        start.Environment.Remove("ML_DASH_USER");
        using var process = Process.Start(start)!;

        Assert.Equal("12345/run", (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Theory]
    [InlineData("../..")]
    [InlineData("a/../../b")]
    [InlineData("c:\\windows")]
    public void A_value_that_would_escape_is_refused_as_a_path(string user)
    {
        Environment.SetEnvironmentVariable("ML_DASH_USER", user);
        var filled = new PrefixTemplate(null, null, _now).Fill("{user}/run");

        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => ExperimentPath.Parse(filled)).ErrorId);
    }
}

using System.Text;
using MlDash.TestReports;
using TestResult = MlDash.TestReports.TestResult;

namespace MlDash.Tests.TestReports;

/// <summary>Reports that test runners have really written, and some that no reader should trust.</summary>
public sealed class TestResultFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("xunit.xml", 2, 3, 1)]
    [InlineData("xunit-nunit.xml", 2, 2, 1)]
    [InlineData("xunit-junit.xml", 2, 2, 1)]
    [InlineData("xunit.trx", 2, 2, 1)]
    [InlineData("pester-junitxml.xml", 2, 2, 1)]
    [InlineData("pester-nunit3.xml", 2, 2, 1)]
    [InlineData("pester-nunit2.5.xml", 2, 2, 1)]
    public void Every_report_has_its_tests(string file, int passed, int failed, int skipped)
    {
        var totals = new TestTotals();
        foreach (var test in Read(Data(file)))
        {
            totals.Add(test);
            Assert.NotEmpty(test.Name);
            Assert.NotEmpty(test.Suite);
            Assert.True(test.Seconds is null or >= 0);
            Assert.Equal(test.Outcome == TestOutcome.Failed, test is { Message: not null, StackTrace: not null } && test.Outcome != TestOutcome.Skipped);
        }

        Assert.Equal((passed, failed, skipped), (totals.Passed, totals.Failed, totals.Skipped));
        Assert.True(totals.Seconds > 0);
    }

    [Theory]
    [InlineData("xunit.xml")]
    [InlineData("xunit-nunit.xml")]
    [InlineData("xunit-junit.xml")]
    [InlineData("xunit.trx")]
    public void One_run_is_the_same_in_every_format_of_its_runner(string file)
    {
        var removes = Read(Data(file)).Single(test => test.Name == "Removes_an_item");
        var saves = Read(Data(file)).Single(test => test.Name == "Saves");

        Assert.Equal(("Shop.CartTests", TestOutcome.Failed), (removes.Suite, removes.Outcome));
        Assert.StartsWith("Assert.Equal() Failure: Strings differ", removes.Message, StringComparison.Ordinal);
        Assert.Contains("at Shop.CartTests.Removes_an_item()", removes.StackTrace, StringComparison.Ordinal);
        Assert.Equal(("Shop.CartTests", TestOutcome.Skipped), (saves.Suite, saves.Outcome));
    }

    [Theory]
    [InlineData("xunit-junit.xml", TestResultFormat.Trx)]
    [InlineData("xunit-junit.xml", TestResultFormat.NUnit)]
    [InlineData("xunit.trx", TestResultFormat.JUnit)]
    [InlineData("xunit.xml", TestResultFormat.JUnit)]
    public void A_report_is_not_read_as_another_format_in_which_it_has_no_tests(string file, TestResultFormat format)
    {
        var fault = Assert.Throws<StorageException>(() => TestResultFile.Read(Data(file), format, default).Count());
        Assert.Equal("UnknownTestResultFormat", fault.ErrorId);
        Assert.Contains($"is not a report of {format}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("executed=\"True\" success=\"False\"", TestOutcome.Failed)]
    [InlineData("executed=\"True\" success=\"True\"", TestOutcome.Passed)]
    [InlineData("executed=\"False\" success=\"False\"", TestOutcome.Skipped)]
    [InlineData("executed=\"False\"", TestOutcome.Skipped)]
    public void An_early_report_of_NUnit_says_the_outcome_in_two_attributes(string attributes, TestOutcome outcome) =>
        Assert.Equal(outcome, Assert.Single(Read(Write(
            $"<test-results><test-suite><results><test-case name=\"t\" {attributes}/></results></test-suite></test-results>"))).Outcome);

    [Theory]
    [InlineData("0,02", 0.02)]
    [InlineData("12,5", 12.5)]
    [InlineData("1,234.5", 1234.5)]
    [InlineData("1,234,567", 1234567.0)]
    [InlineData("-5", null)]
    public void Seconds_are_read_as_runners_of_all_languages_write_them(string text, double? seconds) =>
        Assert.Equal(seconds, Assert.Single(Read(Write($"<testsuite><testcase name=\"t\" time=\"{text}\"/></testsuite>"))).Seconds);

    [Theory]
    [InlineData("", "It is empty.")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><testsuite/>", "It has a DTD")]
    public void What_cannot_be_read_is_said_to_people(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<StorageException>(() => Read(Write(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Tests_that_a_report_has_again_are_attempts_and_flaky_when_they_differ()
    {
        var tests = Read(Write("""
            <testsuites><testsuite name="s">
              <testcase name="again" classname="c" time="1,234.5"><failure message="no">here</failure></testcase>
              <testcase name="again" classname="c" time="0.5"/>
              <testcase name="same" classname="c"/><testcase name="same" classname="c"/>
              <testcase name="rerun" classname="c"><flakyFailure message="once">x</flakyFailure></testcase>
              <testcase name="alone"><skipped>later</skipped></testcase>
            </testsuite></testsuites>
            """));

        Assert.Equal([1, 2, 1, 2, 2, 1], tests.Select(test => test.Attempt));
        Assert.Equal([false, true, false, false, true, false], tests.Select(test => test.IsFlaky));
        Assert.Equal([1234.5, 0.5, null], tests.Take(3).Select(test => test.Seconds));
        Assert.Equal(("s", "later"), (tests[^1].Suite, tests[^1].Message));
    }

    [Fact]
    public void Rows_within_a_result_of_TRX_are_no_tests_of_their_own()
    {
        var tests = Read(Write("""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
              <UnitTestResult testId="1" testName="Rows" outcome="Failed" duration="00:01:02.5"><InnerResults>
                <UnitTestResult testId="2" testName="Rows (1)" outcome="Passed"/>
                <UnitTestResult testId="3" testName="Rows (2)" outcome="Failed"><Output><ErrorInfo><Message>row</Message></ErrorInfo></Output></UnitTestResult>
              </InnerResults></UnitTestResult>
              <UnitTestResult testId="4" testName="Next" outcome="NotExecuted"/>
            </Results><TestDefinitions><UnitTest id="1"><TestMethod className="Shop.Rows"/></UnitTest></TestDefinitions></TestRun>
            """));

        Assert.Equal(["Rows", "Next"], tests.Select(test => test.Name));
        Assert.Equal(("Shop.Rows", 62.5, "row"), (tests[0].Suite, tests[0].Seconds, tests[0].Message));
        Assert.Equal(TestOutcome.Skipped, tests[1].Outcome);
    }

    [Fact]
    public void Characters_that_XML_does_not_know_are_taken()
    {
        var test = Assert.Single(Read(Write(
            "<testsuite name=\"s\"><testcase name=\"a&#x1b;[31m\" classname=\"c\"><failure message=\"&#0;&#xFFFF;\">raw \u001b[0m</failure></testcase></testsuite>")));

        Assert.Equal("a\u001b[31m", test.Name);
        Assert.Equal("raw ?[0m", test.StackTrace);
    }

    [Fact]
    public void A_report_in_another_encoding_is_read_as_it_says()
    {
        const string Report = "<testsuite name=\"s\"><testcase name=\"é\" classname=\"c\"/></testsuite>";
        var path = Path.Combine(_folder, "other.xml");
        foreach (var (name, encoding) in new[] { ("utf-16", Encoding.Unicode), ("utf-16", Encoding.BigEndianUnicode), ("iso-8859-1", Encoding.Latin1) })
        {
            File.WriteAllText(path, $"<?xml version=\"1.0\" encoding=\"{name}\"?>{Report}", encoding);
            Assert.Equal("é", Assert.Single(Read(path)).Name);
        }
    }

    [Fact]
    public void Texts_are_cut_where_they_are_too_long()
    {
        var text = new string('x', 3 * XmlTexts.LongestText);
        var test = Assert.Single(Read(Write(
            $"<testsuite name=\"s\"><testcase name=\"{text}\" classname=\"c\"><failure message=\"{text}\">{text}<![CDATA[{text}]]></failure></testcase></testsuite>")));

        Assert.Equal((XmlTexts.LongestName, XmlTexts.LongestText, XmlTexts.LongestText), (test.Name.Length, test.Message!.Length, test.StackTrace!.Length));
    }

    [Theory]
    [InlineData("<testsuite name=\"s\">\n<testcase name=\"a\"/>\n<testcase name=", "line 3")]
    [InlineData("<testsuite name=\"s\"><testcase></testsuite>", "line 1")]
    [InlineData("", "empty")]
    [InlineData("<!DOCTYPE t [<!ENTITY a \"b\">]><testsuite name=\"s\"><testcase name=\"&a;\"/></testsuite>", "DTD")]
    public void A_broken_report_and_one_with_a_DTD_are_refused_and_the_place_is_said(string text, string said)
    {
        var fault = Assert.Throws<StorageException>(() => Read(Write(text)));

        Assert.Equal("TestResultUnreadable", fault.ErrorId);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xunit.xml")]
    [InlineData("xunit.trx")]
    [InlineData("pester-junitxml.xml")]
    [InlineData("pester-nunit2.5.xml")]
    public void A_report_that_is_cut_off_anywhere_is_refused(string file)
    {
        var whole = File.ReadAllText(Data(file)).TrimEnd();
        for (var end = 0; end < whole.Length; end += 37)
            Assert.Equal("TestResultUnreadable", Assert.Throws<StorageException>(() => Read(Write(whole[..end]))).ErrorId);
    }

    [Fact]
    public void A_file_that_is_no_report_is_refused_by_its_first_element()
    {
        var fault = Assert.Throws<StorageException>(() => Read(Write("<html><body/></html>")));

        Assert.Equal("UnknownTestResultFormat", fault.ErrorId);
        Assert.Contains("'html'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("adds an item", "Cart", "tests/case/Cart/adds an item")]
    [InlineData("adds", "", "tests/case/adds")]
    public void A_plain_name_is_the_name_of_the_metric(string name, string suite, string metric) =>
        Assert.Equal(metric, TestPoint.MetricOf("tests", new() { Name = name, Suite = suite }));

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("CON")]
    [InlineData("data.jsonl")]
    [InlineData("\u001b[31m")]
    [InlineData("ends.")]
    [InlineData("\ud800")]
    public void An_odd_name_becomes_one_folder_that_can_be_made_and_no_other_name_has_it(string name)
    {
        var metric = TestPoint.MetricOf("tests", new() { Name = name, Suite = string.Empty });

        Assert.Equal(3, MlDash.Experiments.PathRules.Split(metric, "metric name").Length);
        Assert.NotEqual(metric, TestPoint.MetricOf("tests", new() { Name = name + "/", Suite = string.Empty }));
        Assert.NotEqual(metric, TestPoint.MetricOf("tests", new() { Name = name + "?", Suite = string.Empty }));
    }

    [Fact]
    public void A_long_name_of_wide_characters_fits_into_a_folder_name()
    {
        var metric = TestPoint.MetricOf("tests", new() { Name = string.Concat(Enumerable.Repeat("\U0001F680", 400)), Suite = new string('é', 900) });

        Assert.Equal(4, MlDash.Experiments.PathRules.Split(metric, "metric name").Length);
    }

    private static string Data(string file) => Path.Combine(AppContext.BaseDirectory, "data", "test-results", file);

    private static List<TestResult> Read(string path) => [.. TestResultFile.Read(path, null, CancellationToken.None)];

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "report.xml");
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}

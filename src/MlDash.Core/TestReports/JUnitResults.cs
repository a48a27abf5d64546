using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reports in the format of JUnit.</summary>
internal static class JUnitResults
{
    /// <summary>The tests, as they are read.</summary>
    public static IEnumerable<ReadTest> Read(XmlReader xml) => TestElements.Read(xml, "testcase", "testsuite", Begun, Inside);

    private static void Inside(XmlReader xml, ReadTest test)
    {
        switch (xml.LocalName)
        {
            case "failure" or "error":
                test.Outcome = TestOutcome.Failed;
                test.Message ??= XmlTexts.Text(xml, "message");
                test.StackTrace ??= XmlTexts.Inner(xml);
                break;
            case "skipped":
                test.Outcome = test.Outcome == TestOutcome.Failed ? TestOutcome.Failed : TestOutcome.Skipped;
                var message = XmlTexts.Text(xml, "message");
                var inner = XmlTexts.Inner(xml);
                test.Message ??= string.IsNullOrWhiteSpace(message) ? inner : message;
                break;
            case "flakyFailure" or "flakyError" or "rerunFailure" or "rerunError":
                test.Reruns++;
                _ = XmlTexts.Inner(xml);
                break;
        }
    }

    private static ReadTest Begun(XmlReader xml, Stack<string> suites) => new()
    {
        Name = XmlTexts.Name(xml, "name"),
        Suite = XmlTexts.Name(xml, "classname") is { Length: > 0 } type ? type : suites.FirstOrDefault(string.Empty),
        Seconds = ReadTest.SecondsOf(xml.GetAttribute("time")),
    };
}

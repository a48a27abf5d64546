using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reports of NUnit 2 and 3, and those that Pester writes like them.</summary>
internal static class NUnitResults
{
    /// <summary>The tests, as they are read.</summary>
    public static IEnumerable<ReadTest> Read(XmlReader xml) => TestElements.Read(xml, "test-case", "test-suite", Begun, Inside);

    private static void Inside(XmlReader xml, ReadTest test)
    {
        switch (xml.LocalName)
        {
            case "message":
                test.Message ??= XmlTexts.Inner(xml);
                break;
            case "stack-trace":
                test.StackTrace ??= XmlTexts.Inner(xml);
                break;
        }
    }

    private static ReadTest Begun(XmlReader xml, Stack<string> suites) => new()
    {
        Name = XmlTexts.Name(xml, "name"),
        Suite = XmlTexts.Name(xml, "classname") is { Length: > 0 } type ? type : suites.FirstOrDefault(string.Empty),
        // Version 3 says duration, version 2 says time.
        Seconds = ReadTest.SecondsOf(xml.GetAttribute("duration") ?? xml.GetAttribute("time")),
        Outcome = xml.GetAttribute("result") switch
        {
            "Passed" or "Success" or "Warning" => TestOutcome.Passed,
            "Failed" or "Failure" or "Error" or "NotRunnable" or "Invalid" => TestOutcome.Failed,
            // Early reports of version 2 say it in two attributes.
            null when xml.GetAttribute("success") is { } success && IsTrue(xml.GetAttribute("executed") ?? "True") =>
                IsTrue(success) ? TestOutcome.Passed : TestOutcome.Failed,
            _ => TestOutcome.Skipped,
        },
    };

    private static bool IsTrue(string text) => text.Equals("true", StringComparison.OrdinalIgnoreCase);
}

using System.Globalization;
using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reports of Visual Studio and of <c>dotnet test</c>. Their classes stand behind all results, so that tests wait for the end of the file.</summary>
internal static class TrxResults
{
    /// <summary>The tests, in the order of their results.</summary>
    /// <param name="xml">The report.</param>
    /// <param name="most">How many may wait; what is more is returned without being held, so that the caller refuses it.</param>
    public static IEnumerable<ReadTest> Read(XmlReader xml, int most)
    {
        var tests = new List<ReadTest>();
        var suites = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        ReadTest? test = null;
        var (depth, defined) = (0, string.Empty);
        do
        {
            switch (xml.NodeType, xml.LocalName)
            {
                // Results within a result are its rows; the outer one is the test.
                case (XmlNodeType.Element, "UnitTestResult") when test is null:
                    (test, depth) = (Begun(xml), xml.Depth);
                    tests.Add(test);
                    if (xml.IsEmptyElement)
                        test = null;
                    break;
                case (XmlNodeType.EndElement, "UnitTestResult") when xml.Depth == depth:
                    test = null;
                    break;
                case (XmlNodeType.Element, "Message") when test is not null:
                    test.Message ??= XmlTexts.Inner(xml);
                    break;
                case (XmlNodeType.Element, "StackTrace") when test is not null:
                    test.StackTrace ??= XmlTexts.Inner(xml);
                    break;
                case (XmlNodeType.Element, "UnitTest"):
                    defined = xml.GetAttribute("id") ?? string.Empty;
                    break;
                case (XmlNodeType.Element, "TestMethod") when suites.Count < most:
                    suites[defined] = XmlTexts.Name(xml, "className");
                    break;
            }
        }
        while (tests.Count <= most && xml.Read());

        foreach (var one in tests)
        {
            one.Suite = suites.GetValueOrDefault(one.Id ?? string.Empty, string.Empty);
            yield return one;
        }
    }

    private static ReadTest Begun(XmlReader xml) => new()
    {
        Id = xml.GetAttribute("testId"),
        Name = XmlTexts.Name(xml, "testName"),
        Seconds = TimeSpan.TryParse(xml.GetAttribute("duration"), CultureInfo.InvariantCulture, out var duration) ? duration.TotalSeconds : null,
        Outcome = xml.GetAttribute("outcome") switch
        {
            "Passed" or "PassedButRunAborted" or "Warning" or "Completed" => TestOutcome.Passed,
            "Failed" or "Error" or "Timeout" or "Aborted" or "Disconnected" => TestOutcome.Failed,
            _ => TestOutcome.Skipped,
        },
    };
}

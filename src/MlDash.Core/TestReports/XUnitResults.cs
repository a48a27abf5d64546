using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reports of xUnit.net 2 and 3.</summary>
internal static class XUnitResults
{
    /// <summary>The tests, as they are read.</summary>
    public static IEnumerable<ReadTest> Read(XmlReader xml) => TestElements.Read(xml, "test", null, (test, _) => Begun(test), Inside);

    private static void Inside(XmlReader xml, ReadTest test)
    {
        switch (xml.LocalName)
        {
            case "message" or "reason":
                test.Message ??= XmlTexts.Inner(xml);
                break;
            case "stack-trace":
                test.StackTrace ??= XmlTexts.Inner(xml);
                break;
        }
    }

    private static ReadTest Begun(XmlReader xml) => new()
    {
        Name = XmlTexts.Name(xml, "name"),
        Suite = XmlTexts.Name(xml, "type"),
        Seconds = ReadTest.SecondsOf(xml.GetAttribute("time")),
        Outcome = xml.GetAttribute("result") switch
        {
            "Pass" => TestOutcome.Passed,
            "Fail" => TestOutcome.Failed,
            _ => TestOutcome.Skipped,
        },
    };
}

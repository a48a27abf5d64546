using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reports of xUnit.net 2 and 3.</summary>
internal static class XUnitResults
{
    /// <summary>The tests, as they are read.</summary>
    public static IEnumerable<ReadTest> Read(XmlReader xml)
    {
        ReadTest? test = null;
        do
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "test"):
                    test = Begun(xml);
                    if (!xml.IsEmptyElement)
                        break;
                    yield return test;
                    test = null;
                    break;
                case (XmlNodeType.EndElement, "test") when test is not null:
                    yield return test;
                    test = null;
                    break;
                case (XmlNodeType.Element, "message" or "reason") when test is not null:
                    test.Message ??= XmlTexts.Inner(xml);
                    break;
                case (XmlNodeType.Element, "stack-trace") when test is not null:
                    test.StackTrace ??= XmlTexts.Inner(xml);
                    break;
            }
        }
        while (xml.Read());
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

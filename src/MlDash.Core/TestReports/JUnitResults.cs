using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reports in the format of JUnit.</summary>
internal static class JUnitResults
{
    /// <summary>The tests, as they are read.</summary>
    public static IEnumerable<ReadTest> Read(XmlReader xml)
    {
        var suites = new Stack<string>();
        ReadTest? test = null;
        do
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "testsuite") when !xml.IsEmptyElement:
                    suites.Push(XmlTexts.Name(xml, "name"));
                    break;
                case (XmlNodeType.EndElement, "testsuite"):
                    suites.Pop();
                    break;
                case (XmlNodeType.Element, "testcase"):
                    test = Begun(xml, suites);
                    if (!xml.IsEmptyElement)
                        break;
                    yield return test;
                    test = null;
                    break;
                case (XmlNodeType.EndElement, "testcase") when test is not null:
                    yield return test;
                    test = null;
                    break;
                case (XmlNodeType.Element, "failure" or "error") when test is not null:
                    test.Outcome = TestOutcome.Failed;
                    test.Message ??= XmlTexts.Text(xml, "message");
                    test.StackTrace ??= XmlTexts.Inner(xml);
                    break;
                case (XmlNodeType.Element, "skipped") when test is not null:
                    test.Outcome = test.Outcome == TestOutcome.Failed ? TestOutcome.Failed : TestOutcome.Skipped;
                    var message = XmlTexts.Text(xml, "message");
                    var inner = XmlTexts.Inner(xml);
                    test.Message ??= string.IsNullOrWhiteSpace(message) ? inner : message;
                    break;
                case (XmlNodeType.Element, "flakyFailure" or "flakyError" or "rerunFailure" or "rerunError") when test is not null:
                    test.Reruns++;
                    _ = XmlTexts.Inner(xml);
                    break;
            }
        }
        while (xml.Read());
    }

    private static ReadTest Begun(XmlReader xml, Stack<string> suites) => new()
    {
        Name = XmlTexts.Name(xml, "name"),
        Suite = XmlTexts.Name(xml, "classname") is { Length: > 0 } type ? type : suites.FirstOrDefault(string.Empty),
        Seconds = ReadTest.SecondsOf(xml.GetAttribute("time")),
    };
}

using System.Xml;

namespace MlDash.TestReports;

/// <summary>Reads reports whose tests are elements with all their details inside.</summary>
internal static class TestElements
{
    /// <summary>The tests, each at the end of its element.</summary>
    /// <param name="xml">The report.</param>
    /// <param name="test">The element of a test.</param>
    /// <param name="suite">The element of a suite, which may lie in others; null where a test names its suite itself.</param>
    /// <param name="begun">Reads a test from the attributes of its element; the innermost suite is the first of those given.</param>
    /// <param name="inside">Reads an element within a test.</param>
    public static IEnumerable<ReadTest> Read(
        XmlReader xml, string test, string? suite, Func<XmlReader, Stack<string>, ReadTest> begun, Action<XmlReader, ReadTest> inside)
    {
        var suites = new Stack<string>();
        ReadTest? current = null;
        do
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName == suite && !xml.IsEmptyElement:
                    suites.Push(XmlTexts.Name(xml, "name"));
                    break;
                case XmlNodeType.EndElement when xml.LocalName == suite:
                    suites.Pop();
                    break;
                case XmlNodeType.Element when xml.LocalName == test:
                    current = begun(xml, suites);
                    if (!xml.IsEmptyElement)
                        break;
                    yield return current;
                    current = null;
                    break;
                case XmlNodeType.EndElement when xml.LocalName == test && current is not null:
                    yield return current;
                    current = null;
                    break;
                case XmlNodeType.Element when current is not null:
                    inside(xml, current);
                    break;
            }
        }
        while (xml.Read());
    }
}

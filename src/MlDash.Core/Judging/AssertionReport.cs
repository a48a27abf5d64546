using System.Globalization;
using System.Text;
using System.Xml;
using MlDash.Errors;
using MlDash.Files;

namespace MlDash.Judging;

/// <summary>Assertions as a JUnit report, which CI systems show beside the tests of a build.</summary>
public static class AssertionReport
{
    private const string Suite = "MlDash";

    /// <summary>Writes a report; one that is there is replaced when the new one is whole.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="assertions">What it says.</param>
    /// <param name="time">When the checks were made.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<MetricAssertion> assertions, DateTimeOffset time)
    {
        try
        {
            await WholeFile.WriteAsync(path, overwrite: true, async stream =>
            {
                var settings = new XmlWriterSettings { Async = true, Indent = true, Encoding = new UTF8Encoding(false), CloseOutput = false };
                await using var xml = XmlWriter.Create(stream, settings);
                Write(xml, assertions, time);
            }).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain($"Writing the report '{path}'", fault);
        }
    }

    private static void Write(XmlWriter xml, IReadOnlyList<MetricAssertion> assertions, DateTimeOffset time)
    {
        var failed = Number(assertions.Count(one => one.Outcome == AssertionOutcome.Failed));
        var skipped = Number(assertions.Count(one => one.Outcome == AssertionOutcome.Skipped));
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Suite);
        xml.WriteAttributeString("tests", Number(assertions.Count));
        xml.WriteAttributeString("failures", failed);
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", skipped);
        xml.WriteAttributeString("time", "0");
        xml.WriteAttributeString("timestamp", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        foreach (var assertion in assertions)
            Write(xml, assertion);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, MetricAssertion assertion)
    {
        var field = assertion.Field.Length == 0 ? assertion.Metric : $"{assertion.Metric}.{assertion.Field}";
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(assertion.Experiment?.Prefix ?? Suite));
        xml.WriteAttributeString("name", Clean($"{field} {assertion.Aggregate} {assertion.Check}"));
        xml.WriteAttributeString("time", "0");
        switch (assertion.Outcome)
        {
            case AssertionOutcome.Failed:
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", Clean(assertion.Reason));
                xml.WriteAttributeString("type", assertion.Check.ToString());
                xml.WriteString(Clean(assertion.Reason));
                xml.WriteEndElement();
                break;
            case AssertionOutcome.Skipped:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(assertion.Reason));
                xml.WriteEndElement();
                break;
            default:
                xml.WriteElementString("system-out", Clean(assertion.Reason));
                break;
        }

        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text without the characters that XML cannot hold: names of metrics are texts of users.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], text[at]))
                clean.Append(text[at]).Append(text[++at]);
            else
                clean.Append(XmlConvert.IsXmlChar(text[at]) ? text[at] : '\ufffd');
        }

        return clean.ToString();
    }
}

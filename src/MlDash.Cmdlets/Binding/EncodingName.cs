using System.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>Encodings by the names that .NET and PowerShell have for them.</summary>
internal static class EncodingName
{
    /// <summary>The encoding of a name.</summary>
    /// <exception cref="ConfigurationException"><c>UnknownEncoding</c>.</exception>
    public static Encoding Resolve(string name)
    {
        try
        {
            return Encoding.GetEncoding(name.ToUpperInvariant() switch
            {
                "UTF8" or "UTF8BOM" or "UTF8NOBOM" => "utf-8",
                "BIGENDIANUNICODE" => "utf-16BE",
                "UTF32" => "utf-32",
                "BIGENDIANUTF32" => "utf-32BE",
                _ => name,
            });
        }
        catch (ArgumentException unknown)
        {
            throw new ConfigurationException(
                "UnknownEncoding", $"'{name}' is not the name of an encoding.", "Use utf-8, utf-16, us-ascii or iso-8859-1.", unknown)
            { Target = name };
        }
    }
}

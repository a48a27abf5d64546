using System.Management.Automation;
using System.Text;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Capture;
using MlDash.Json;

namespace MlDash.Cmdlets.Commands;

/// <summary>Objects of the pipeline that become one file.</summary>
/// <param name="isJson">Whether they become JSON.</param>
/// <param name="isText">Whether they become lines; otherwise they are bytes.</param>
internal sealed class CollectedContent(bool isJson, bool isText)
{
    private readonly List<object?> _objects = [];

    /// <summary>Whether nothing came.</summary>
    public bool IsEmpty => _objects.Count == 0;

    /// <summary>Takes one more.</summary>
    /// <exception cref="ExperimentException"><c>NotBytes</c>.</exception>
    public void Add(object? input)
    {
        var plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (!isJson && !isText && plain is not byte && plain is not byte[])
            throw new ExperimentException("NotBytes", $"'{plain}' is not bytes.", "Give a byte array, or use -AsText or -AsJson.") { Target = plain };
        _objects.Add(isJson ? PointFields.MapOf(input) ?? input : plain);
    }

    /// <summary>The content of the file.</summary>
    public byte[] ToBytes()
    {
        if (isJson)
            return Encoding.UTF8.GetBytes(ScriptValues.ToJson(_objects.Count == 1 ? _objects[0] : _objects));
        if (isText)
            return Encoding.UTF8.GetBytes(string.Join('\n', FormattedOutput.Whole(_objects).Select(LanguagePrimitives.ConvertTo<string>)));
        return [.. _objects.SelectMany(item => item is byte one ? [one] : (byte[])item!)];
    }
}

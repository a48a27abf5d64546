using System.Collections.ObjectModel;
using System.Management.Automation;

namespace MlDash.PesterHarness.Assertions;

/// <summary>What one assertion is about.</summary>
/// <param name="Actual">The one value, or the collection when several came down the pipeline.</param>
/// <param name="Collection">The values that came down the pipeline.</param>
/// <param name="Expected">The operator's value.</param>
/// <param name="Arguments">All parameters.</param>
/// <param name="SessionState">For paths.</param>
internal sealed record ShouldCheck(object? Actual, object?[] Collection, object? Expected, Dictionary<string, object> Arguments, SessionState SessionState)
{
    public string? Text(string parameter) => Arguments.TryGetValue(parameter, out var value) ? LanguagePrimitives.ConvertTo<string>(value) : null;
}

/// <summary>One operator of Should.</summary>
/// <param name="Name">Its parameter.</param>
/// <param name="TakesValue">Whether an expected value follows.</param>
/// <param name="Check">Whether it holds, and what to say when it does not.</param>
internal sealed record ShouldOperator(string Name, bool TakesValue, Func<ShouldCheck, (bool Succeeded, string Failure, object? Output)> Check)
{
    private static readonly string[] ThrowParameters = ["ExpectedMessage", "ErrorId"];

    /// <summary>Adds the operator's parameters; each is a parameter set of its own.</summary>
    public void Declare(RuntimeDefinedParameterDictionary parameters)
    {
        Add(parameters, Name, typeof(SwitchParameter), mandatory: true, position: null);
        Add(parameters, "Not", typeof(SwitchParameter), mandatory: false, position: null);
        Add(parameters, "Because", typeof(string), mandatory: false, position: null);
        if (TakesValue)
            Add(parameters, "ExpectedValue", typeof(object), mandatory: Name is not "HaveCount", position: 0);
        if (Name != "Throw")
            return;
        foreach (var name in ThrowParameters)
            Add(parameters, name, typeof(string), mandatory: false, position: name == "ExpectedMessage" ? 0 : null);
        Add(parameters, "ExceptionType", typeof(Type), mandatory: false, position: null);
        Add(parameters, "PassThru", typeof(SwitchParameter), mandatory: false, position: null);
    }

    private void Add(RuntimeDefinedParameterDictionary parameters, string name, Type type, bool mandatory, int? position)
    {
        var attribute = new ParameterAttribute { ParameterSetName = Name, Mandatory = mandatory };
        if (position is { } at)
            attribute.Position = at;
        if (parameters.TryGetValue(name, out var shared))
        {
            shared.Attributes.Add(attribute);
            return;
        }

        var attributes = new Collection<Attribute> { attribute };
        if (name == "ExpectedValue")
        {
            attributes.Add(new AllowNullAttribute());
            attributes.Add(new AllowEmptyStringAttribute());
            attributes.Add(new AllowEmptyCollectionAttribute());
        }

        parameters.Add(name, new RuntimeDefinedParameter(name, type, attributes));
    }
}

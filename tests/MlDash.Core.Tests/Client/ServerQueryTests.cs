using System.Reflection;
using System.Text.RegularExpressions;
using MlDash.Client;
using MlDash.Protocol;

namespace MlDash.Core.Tests.Client;

/// <summary>The documents of queries, and the names by which the client fills them and reads their answers.</summary>
public partial class ServerQueryTests
{
    private static readonly string _documents = string.Join('\n', Constants(typeof(ServerQueries)));

    [Fact]
    public void Every_variable_of_a_query_has_a_name_in_Protocol_and_every_name_is_that_of_a_variable() =>
        Assert.Equal(
            Constants(typeof(QueryVariables)).Order(StringComparer.Ordinal),
            Variable().Matches(_documents).Select(variable => variable.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_field_that_is_read_is_asked_for() =>
        Assert.Empty(Constants(typeof(QueryFields)).Except(Word().Matches(_documents).Select(word => word.Value)));

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

    [GeneratedRegex(@"\$(\w+):")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}

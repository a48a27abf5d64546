using GraphQL.Types;

namespace MlDash.Server.GraphQl;

/// <summary>A scalar whose values go out as they are; none comes in.</summary>
internal sealed class OutputScalar : ScalarGraphType
{
    public OutputScalar(string name) => Name = name;

    public override object? ParseValue(object? value) => value;

    public override object? Serialize(object? value) => value;
}

using System.Reflection;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Storage.Outgoing;

namespace MlDash.Tests.Values;

public class CopyTests
{
    [Theory]
    [InlineData(typeof(FileEntry))]
    [InlineData(typeof(MetricInfo))]
    [InlineData(typeof(TrackInfo))]
    [InlineData(typeof(LogEntry))]
    [InlineData(typeof(Project))]
    [InlineData(typeof(ServerState))]
    [InlineData(typeof(TransferCounts))]
    public void A_copy_has_every_value_of_the_original(Type type)
    {
        var original = RuntimeHelpers.GetUninitializedObject(type);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic);
        foreach (var field in fields)
            field.SetValue(original, Some(field.FieldType));

        var copy = Activator.CreateInstance(type, original);

        Assert.All(fields, field => Assert.Equal(field.GetValue(original), field.GetValue(copy)));
    }

    private static object Some(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "text"
            : plain == typeof(bool) ? true
            : plain == typeof(long) ? 5L
            : plain == typeof(int) ? 5
            : plain == typeof(double) ? 5.0
            : plain == typeof(TimeSpan) ? TimeSpan.FromSeconds(5)
            : plain == typeof(DateTimeOffset) ? DateTimeOffset.UnixEpoch.AddDays(5)
            : plain == typeof(LogLevel) ? LogLevel.Error
            : plain == typeof(string[]) ? new[] { "text" }
            : plain == typeof(ExperimentReference) || plain == typeof(ExperimentLink) ? RuntimeHelpers.GetUninitializedObject(typeof(ExperimentLink))
            : RuntimeHelpers.GetUninitializedObject(plain);
    }
}

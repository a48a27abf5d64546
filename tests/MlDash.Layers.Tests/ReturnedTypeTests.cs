namespace MlDash.Layers.Tests;

/// <summary>Get-Member lists all that is public: what the compiler adds to a record is noise there.</summary>
public class ReturnedTypeTests
{
    [Fact]
    public void No_object_that_a_cmdlet_returns_is_a_record() =>
        Sentences.None(UserTypes.Returned.Where(type => type.IsRecord).Select(type =>
            $"{type.ToDisplayString()} is a record: Get-Member would list <Clone>$ or Deconstruct. Make it a class."));

    [Fact]
    public void Cmdlets_return_experiments_and_what_they_record()
    {
        string[] some = ["Experiment", "MetricInfo", "MetricPoint", "TrackEntry", "LogEntry", "ExperimentRun", "DriveItem"];
        Assert.Empty(some.Except(UserTypes.Returned.Select(type => type.Name)));
    }
}

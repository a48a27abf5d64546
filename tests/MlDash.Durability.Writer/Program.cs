using System.Collections;
using System.Globalization;
using MlDash;
using MlDash.Recording;
using MlDash.Storage.Local;

// Arguments: root, prefix, name of this writer, number of rounds, and 'flush' (acknowledge after a flush of ten rounds), 'durable' (after each append) or
// 'end'. A round is one point, one log entry and one track entry. Each acknowledgement is the number of rounds written, on a line of its own. With 'retain'
// the prefix is a project, and what its rules say is removed, see Retain.
var (root, prefix, writer, rounds, mode) = (args[0], args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
if (mode == "retain")
{
    await Retain.RunAsync(root, prefix);
    return;
}

var options = new RecordingOptions { Durable = mode == "durable" };
var experiment = await Experiment.StartAsync(new LocalExperimentStore(root).ToStore(), ExperimentPath.Parse(prefix), null, new ExperimentChange(), options);
var clock = new AppendClock();
for (var round = 0; round < rounds; round++)
{
    experiment.Metric("shared").Append(new Hashtable { ["writer"] = writer, ["round"] = round }, clock);
    experiment.Log.Write(LogLevel.Info, $"{writer} {round}");
    experiment.Track("shared/track").Append(
        new Hashtable { ["writer"] = writer, ["round"] = round }, clock, round + (double.Parse(writer, CultureInfo.InvariantCulture) / 1000));
    if (mode == "flush" && round % 10 == 9)
        await experiment.FlushAsync();
    if (mode == "durable" || (mode == "flush" && round % 10 == 9))
        Console.WriteLine(round + 1);
}

await experiment.CompleteAsync(ExperimentStatus.Completed);

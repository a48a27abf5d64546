using System.Collections;
using System.Globalization;
using MlDash;
using MlDash.Experiments;
using MlDash.Storage.Local;

// Arguments: root, prefix, number of appends, name of this writer. With 'forever' in place of a number it appends until it is killed,
// and says so on its output after each flush. With 'durable' it records one of each kind, see Durable. With 'name' it only says what the
// prefix is once it is filled. With 'many' it records as many experiments below the prefix as the last argument says, see Many.
var (root, prefix, count, writer) = (args[0], args[1], args[2], args[3]);
if (count == "durable")
{
    await Durable.RecordAsync(root, prefix);
    return;
}

if (count == "many")
{
    await Many.RecordAsync(root, prefix, int.Parse(writer, CultureInfo.InvariantCulture));
    return;
}

if (count == "name")
{
    Console.WriteLine(new PrefixTemplate(null, null, DateTime.Now).Fill(prefix));
    return;
}

var experiment = await Experiment.StartAsync(new LocalExperimentStore(root).ToStore(), ExperimentPath.Parse(prefix), null, new ExperimentChange(), new());
var clock = new AppendClock();
var most = count == "forever" ? int.MaxValue : int.Parse(count, CultureInfo.InvariantCulture);
for (var i = 0; i < most; i++)
{
    experiment.Metric("shared").Append(new Hashtable { ["writer"] = writer, ["step"] = i }, clock);
    experiment.Log.Write(LogLevel.Info, $"{writer} {i}");
    if (most == int.MaxValue && i % 100 == 99)
    {
        await experiment.FlushAsync();
        Console.WriteLine(i + 1);
    }
}

await experiment.CompleteAsync(ExperimentStatus.Completed);

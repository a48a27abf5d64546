using System.Globalization;
using MlDash.Tests.Nasty;

// Arguments: what to do, and numbers for it. Each is one way in which programs make it hard to run and record them; see the classes.
var numbers = Array.ConvertAll(args.Length > 1 && args[0] != "arguments" ? args[1..] : [], text => int.Parse(text, CultureInfo.InvariantCulture));
return args[0] switch
{
    "lines" => Writing.Lines(numbers[0]),
    "paced" => Writing.Paced(numbers[0], numbers[1]),
    "slow" => Writing.Slow(numbers[0], numbers[1]),
    "bytes" => Writing.Bytes(),
    "bar" => Writing.Bar(numbers[0]),
    "colors" => Writing.Colors(),
    "arguments" => Writing.Arguments(args[1..]),
    "read" => Reading.Echo(),
    "size" => Reading.Size(),
    "sizes" => Reading.Sizes(),
    "leave" => Family.Leave(numbers[0]),
    "eat" => Family.Eat(numbers[0]),
    "hold" => Family.Hold(numbers[0]),
    "sleep" => Family.Sleep(numbers[0]),
    "deaf" => Family.Deaf(),
    "polite" => Family.Polite(),
    "signal" => Family.Signal(numbers[0]),
    "exit" => numbers[0],
    _ => throw new ArgumentException($"'{args[0]}' is not known."),
};

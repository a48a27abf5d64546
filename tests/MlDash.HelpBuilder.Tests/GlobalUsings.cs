global using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// The process has one current folder and one environment, and examples change both.
[assembly: Parallelization(Mode = ParallelMode.None)]

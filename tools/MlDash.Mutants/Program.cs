namespace MlDash.Mutants;

/// <summary>Plants the bugs of <c>mutants.json</c> one at a time in a clone of the last commit, and says which test noticed each.</summary>
internal static class Program
{
    private const int Survived = 1;
    private const int Misused = 2;
    private const int ShownTests = 3;

    private static int Main(string[] arguments)
    {
        try
        {
            var mutants = Mutant.ReadAll().Where(mutant => arguments.Length == 0 || arguments.Contains(mutant.Id)).ToList();
            if (mutants.Count == 0)
                throw new MutantException("No mutant has that id. The ids are in mutants.json.");
            return Run(mutants);
        }
        catch (MutantException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return Misused;
        }
    }

    private static int Run(List<Mutant> mutants)
    {
        using var tree = Tree.Clone(Environment.CurrentDirectory);
        // A list that no longer fits the sources says so before anything is built.
        foreach (var mutant in mutants)
            mutant.Plant(tree.Read(mutant.File));
        var survivors = 0;
        foreach (var suite in mutants.GroupBy(mutant => mutant.Suite))
        {
            RequireGreen(tree, suite.Key, suite);
            survivors += suite.Count(mutant => !Noticed(tree, mutant));
        }

        Console.WriteLine($"{mutants.Count - survivors} noticed, {survivors} survived");
        return survivors == 0 ? 0 : Survived;
    }

    /// <summary>Without a bug every test passes; one that fails anyway would seem to notice the bug.</summary>
    private static void RequireGreen(Tree tree, string suite, IEnumerable<Mutant> mutants)
    {
        if (!tree.Build(suite))
            throw new MutantException($"{suite} does not build.");
        string[] tests = mutants.All(mutant => mutant.Only is not null) ? [.. mutants.SelectMany(mutant => mutant.Only!).Distinct()] : [];
        if (tree.Test(suite, tests) is not { } failed)
            throw new MutantException($"{suite} crashes, or does not end, without any bug, or a name in mutants.json is no filter.");
        if (failed is not [])
            throw new MutantException($"{suite} fails without any bug: {string.Join(", ", failed)}.");
    }

    private static bool Noticed(Tree tree, Mutant mutant)
    {
        var source = tree.Read(mutant.File);
        tree.Write(mutant.File, mutant.Plant(source));
        try
        {
            if (!tree.BuildInto(mutant.Suite, mutant.File))
                throw new MutantException($"{mutant.Id} does not compile. Correct mutants.json.");
            var failed = tree.Test(mutant.Suite, mutant.Only);
            Console.WriteLine($"{mutant.Id}: {mutant.Bug}");
            Console.WriteLine(failed switch
            {
                null => "    noticed: the suite crashed or did not end",
                [] => "    SURVIVED",
                _ => "    noticed by " + string.Join(", ", failed.Take(ShownTests))
                    + (failed.Length > ShownTests ? $" and {failed.Length - ShownTests} more" : string.Empty),
            });
            return failed is not [];
        }
        finally
        {
            tree.Write(mutant.File, source);
            tree.PutBack(mutant.Suite, mutant.File);
        }
    }
}

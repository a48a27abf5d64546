using System.Collections;
using System.Collections.Specialized;
using CsCheck;
using MlDash.Parameters;

namespace MlDash.Tests.Parameters;

public sealed class FlatteningTests
{
    /// <summary>Trees of objects whose keys hold no dots and whose objects are never empty, with case-only differences among the keys.</summary>
    private static readonly Gen<OrderedDictionary> _trees = Gen.Recursive<OrderedDictionary>((depth, inner) =>
    {
        var key = Gen.String[Gen.Char["abAB é_-1"], 1, 3];
        var scalar = Gen.OneOf<object?>(
            Gen.Int.Select(value => (object?)value),
            Gen.Double.Select(value => (object?)value),
            Gen.String.Select(value => (object?)value),
            Gen.Bool.Select(value => (object?)value),
            Gen.Const((object?)null),
            Gen.Int.Array[0, 3].Select(value => (object?)value));
        var value = depth >= 4 ? scalar : Gen.Frequency((3, scalar), (2, inner.Select(tree => (object?)tree)));
        return Gen.Select(key, value).Array[1, 4].Select(Map);
    });

    [Fact]
    public void Nested_objects_become_dotted_keys_in_order_while_arrays_and_scalars_stay()
    {
        object[] layers = [Map(("units", 64)), 3];
        var flat = ParameterFlattening.Flatten(Map(("model", Map(("name", "resnet"), ("opt", Map(("lr", 0.1))))), ("layers", layers), ("seed", null)));

        Assert.Equal(["model.name", "model.opt.lr", "layers", "seed"], flat.Keys.Cast<string>());
        Assert.Equal(0.1, flat["model.opt.lr"]);
        Assert.Same(layers, flat["layers"]);
        Assert.Null(flat["seed"]);
    }

    [Fact]
    public void An_empty_object_adds_nothing() =>
        Assert.Equal(["kept"], ParameterFlattening.Flatten(Map(("gone", new Hashtable()), ("kept", 1), ("deep", Map(("gone", Map()))))).Keys.Cast<string>());

    [Fact]
    public void A_key_that_already_holds_dots_stays_and_the_later_of_two_inputs_for_one_key_wins()
    {
        var flat = ParameterFlattening.Flatten(Map(("opt.lr", 1), ("opt", Map(("lr", 2)))));

        var only = Assert.Single(flat.Cast<DictionaryEntry>());
        Assert.Equal("opt.lr", only.Key);
        Assert.Equal(2, only.Value);
    }

    [Fact]
    public void Numeric_keys_become_their_decimal_form_at_every_depth()
    {
        var flat = ParameterFlattening.Flatten(new OrderedDictionary { { (object)1, "one" }, { "by", new Hashtable { [2.5] = "two and a half" } } });

        Assert.Equal("one", flat["1"]);
        Assert.Equal("two and a half", flat["by.2.5"]);
    }

    [Theory]
    [InlineData("opt")]
    [InlineData("opt.")]
    public void A_prefix_puts_everything_under_one_key(string prefix) =>
        Assert.Equal(["opt.lr"], ParameterFlattening.Flatten(Map(("lr", 1)), prefix).Keys.Cast<string>());

    [Fact]
    public void Keys_that_differ_in_case_only_are_two_keys() =>
        Assert.Equal(["lr", "LR"], ParameterFlattening.Flatten(Map(("lr", 1), ("LR", 2))).Keys.Cast<string>());

    [Fact]
    public void An_object_that_holds_itself_is_an_error_and_no_endless_walk()
    {
        var loop = new Hashtable();
        loop["self"] = loop;

        Assert.Equal("ValueTooDeep", Assert.Throws<ExperimentException>(() => ParameterFlattening.Flatten(loop)).ErrorId);
    }

    [Theory]
    [InlineData("a", "a.b")]
    [InlineData("a.b", "a")]
    [InlineData("x.y.z", "x.y")]
    [InlineData("x.y", "x.y.z.w")]
    [InlineData("x", "X.y")]
    [InlineData("", ".a")]
    [InlineData("a.", "a")]
    public void A_name_that_is_a_value_and_a_group_at_once_is_both_and_flattens_to_the_same(string first, string second)
    {
        var flat = Map((first, 1), (second, 2));

        Assert.True(Same(flat, ParameterFlattening.Flatten(ParameterFlattening.Unflatten(flat))));
    }

    [Fact]
    public void What_is_below_a_value_has_the_name_of_the_value_in_its_own()
    {
        var nested = ParameterFlattening.Unflatten(Map(("m.a.b.c", 1), ("m.a", 2), ("m.a.b.d", 3), ("m.e", 4)));

        Assert.True(Same(Map(("m", Map(("a.b", Map(("c", 1), ("d", 3))), ("a", 2), ("e", 4)))), nested));
    }

    [Fact]
    public void A_value_that_is_an_object_is_no_group() =>
        Assert.True(Same(Map(("a", Map(("x", 1))), ("a.b", 2)), ParameterFlattening.Unflatten(Map(("a", Map(("x", 1))), ("a.b", 2)))));

    [Fact]
    public void Unflattened_groups_are_reached_in_any_case()
    {
        var nested = ParameterFlattening.Unflatten(Map(("Model.LR", 1)));

        Assert.Equal(1, ((OrderedDictionary)nested["model"]!)["lr"]);
    }

    [Fact]
    public void Unflattening_a_flattened_tree_gives_the_tree() =>
        _trees.Sample(tree => Same(tree, ParameterFlattening.Unflatten(ParameterFlattening.Flatten(tree))), iter: 2000);

    [Fact]
    public void Flattening_a_flat_set_changes_nothing() =>
        _trees.Sample(tree => ParameterFlattening.Flatten(tree) is var flat && Same(flat, ParameterFlattening.Flatten(flat)), iter: 500);

    private static OrderedDictionary Map(params (string Key, object? Value)[] members)
    {
        var map = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in members)
            map[key] = value;
        return map;
    }

    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (IDictionary one, IDictionary other) => one.Count == other.Count
            && one.Keys.Cast<string>().SequenceEqual(other.Keys.Cast<string>())
            && one.Keys.Cast<string>().All(key => Same(one[key], other[key])),
        (Array one, Array other) => one.Cast<object?>().SequenceEqual(other.Cast<object?>()),
        _ => Equals(left, right),
    };
}

using System.Text.RegularExpressions;
using MlDash.Charts;

namespace MlDash.Tests.Charts;

public class ChartTests
{
    private static readonly double[] _nowhere = [double.NaN];

    private static readonly ChartOptions _small = new() { Width = 24, Height = 9, Title = "loss", XLabel = "step" };

    [Fact]
    public void A_line_that_falls_is_drawn_from_the_top_left_to_the_bottom_right()
    {
        // By hand: 20 cells are 40 columns of dots and 4 rows 16. The second point lies in column 4 on dot 13.5, counted from below, which is 14: so there is
        // one dot in each of the columns 0 and 1 on 15, two in 2 on 15 and 14, and one in 3 on 14. That is the first two cells.
        Picture(
            """
            loss
            10 ┤⠉⠓⠲⢤⣀⡀
             5 ┤     ⠉⠙⠲⠤⣄⣀
               │          ⠈⠙⠒⠦⢤⣀
             0 ┤               ⠈⠉⠓⠲⣄
               └┬─────────┬────────┬
                0         5       10
                        step
            ⠒⠒ run 0
            """,
            Draw(_small, [.. Enumerable.Range(0, 11).Select(at => 10d - at)]));
    }

    [Fact]
    public void In_ASCII_a_cell_is_a_dot_and_axes_are_signs_that_every_terminal_has()
    {
        Picture(
            """
            loss
            3 +******
            2 +     *********
              |             ******
            1 +                  ***
              ++---------+---------+
               0         1         2
                       step
            ** run 1
            """,
            Draw(_small with { Style = ChartStyle.Ascii }, 3, 2, 1));
    }

    [Fact]
    public void A_cell_of_blocks_has_two_dots_each_way()
    {
        Picture(
            """
            loss
            3 ┤▀▀▙▄▄▄
            2 ┤     ▝▀▀▀▙▄▄▖
              │            ▀▀▜▄▄▖
            1 ┤                 ▀▀▜▄
              └┬─────────┬─────────┬
               0         1         2
                       step
            ▀▀ run 1
            """,
            Draw(_small with { Style = ChartStyle.Block }, 3, 2, 1));
    }

    [Fact]
    public void Values_that_are_not_finite_are_gaps_and_said_to_be_some()
    {
        // A point between two gaps has no line, and is drawn larger.
        Picture(
            """
            loss
            1.1 ┤
                │         ⢀⡀
            1.0 ┤⠉⠉⠉⠁     ⠈⠁    ⠈⠉⠉⠉
            0.9 ┤
                └┬─────┬─────┬─────┬
                 0     2     4     6
                        step
            ⠒⠒ run 1 (2 not finite)
            """,
            Draw(_small, 1, 1, double.NaN, 1, double.PositiveInfinity, 1, 1));
    }

    [Fact]
    public void A_dash_leaves_out_columns_but_no_spike_of_a_single_point()
    {
        for (var spike = 0; spike < 4000; spike += 37)
        {
            var y = new double[4000];
            y[spike] = 1;
            for (var line = 0; line < Chart.Distinct(hasColor: false); line++)
            {
                // The curves below it are constant, and lie on the bottom row.
                ChartLine[] lines = [.. Enumerable.Repeat(Line("flat", new double[4000]), line), Line("spike", y)];
                var rows = Chart.Draw(lines, _small with { Width = 60, Height = 30 });
                Assert.True(rows[1].Any(letter => letter is > '\u2800' and <= '\u28ff'), $"The spike at {spike} is not seen in curve {line}.");
            }
        }
    }

    [Fact]
    public void Curves_differ_without_colour_in_picture_and_legend()
    {
        ChartLine[] lines = [.. Enumerable.Range(0, Chart.Distinct(hasColor: false)).Select(at => Line($"run-{at}", at, at))];
        var rows = Chart.Draw(lines, new() { Width = 100, Height = 40, Title = "loss" });

        // Each constant curve has a row of its own; its first sixteen cells show the whole dash.
        var curves = rows.Skip(1).Select(row => row.Split('│', '┤')).Where(parts => parts.Length == 2 && parts[1].Length > 0)
            .Select(parts => Ink(parts[1][..16]));
        Assert.Equal(lines.Length, curves.Distinct().Count());
        var samples = lines.Select(line => Ink(rows.First(row => row.Contains(line.Label, StringComparison.Ordinal)).Split(line.Label)[0][^9..]));
        Assert.Equal(lines.Length, samples.Distinct().Count());

        // Where in its cell a line lies says nothing; which columns have ink does.
        static string Ink(string cells) => string.Concat(cells.Select(cell => cell == ' ' ? "  " : $"{Column(cell, 0x47)}{Column(cell, 0xb8)}"));
        static char Column(char cell, int dots) => (cell & dots) != 0 ? '-' : ' ';
    }

    [Fact]
    public void Without_colours_there_is_no_escape_sequence_in_the_picture_whatever_the_data_is_called()
    {
        var line = Line("\u001b[31mrun\u0007\u009b2J\r\n", 1, 2);
        var options = _small with { Title = "\u001b]0;title\u0007", XLabel = "\u001b[2Jx" };

        Assert.DoesNotContain(Chart.Draw([line], options), row => row.Any(char.IsControl));
        Assert.All(
            Chart.Draw([line], options with { HasColor = true }),
            row => Assert.DoesNotContain(Regex.Replace(row, "\u001b\\[(0|38;5;[0-9]+|2;38;5;[0-9]+)m", string.Empty), char.IsControl));
    }

    [Fact]
    public void Colours_change_no_letter_of_the_picture_and_end_with_each_row()
    {
        ChartLine[] lines = [Line("a", 1, 5, 2), Line("b", 4, 1, 3)];
        var plain = Chart.Draw(lines, _small);
        var colored = Chart.Draw(lines, _small with { HasColor = true });

        Assert.Equal(plain, colored.Select(row => Regex.Replace(row, "\u001b\\[[0-9;]*m", string.Empty)));
        Assert.All(
            colored.Where(row => row.Contains('\u001b', StringComparison.Ordinal)),
            row => Assert.Equal("\u001b[0m", Regex.Matches(row, "\u001b\\[[0-9;]*m")[^1].Value));
    }

    [Fact]
    public void The_curve_as_it_was_is_drawn_faintly_below_the_smooth_one_and_only_in_colour()
    {
        var line = Line("run", 0, 10, 0, 10) with { Smooth = new double[] { 4, 6, 4, 6 } };

        Assert.Contains(Chart.Draw([line], _small with { HasColor = true }), row => row.Contains("\u001b[2;38;5;", StringComparison.Ordinal));
        Assert.Equal(Draw(_small, 4, 6, 4, 6), Chart.Draw([line], _small));
    }

    [Theory]
    [InlineData(new[] { 7.0 })]
    [InlineData(new[] { 0.0, 0, 0 })]
    [InlineData(new[] { 1e300, -1e300, 1e300 })]
    [InlineData(new[] { double.MaxValue, double.MinValue })]
    [InlineData(new[] { double.MaxValue, double.MaxValue })]
    [InlineData(new[] { 1, 1.0000000000000002 })]
    [InlineData(new[] { double.Epsilon, 0 })]
    [InlineData(new[] { double.NaN, 3, double.NaN })]
    public void Odd_values_have_a_picture_with_ticks_of_the_right_size(double[] y)
    {
        foreach (var style in Enum.GetValues<ChartStyle>())
        {
            foreach (var (width, height) in new[] { (ChartOptions.LeastWidth, ChartOptions.LeastHeight), (80, 24), (300, 100) })
            {
                var options = new ChartOptions { Width = width, Height = height, Style = style, Title = "y", XLabel = "x" };
                var rows = Draw(options, y);
                Assert.Equal(height, rows.Count);
                Assert.All(rows, row => Assert.InRange(row.Length, 0, width));
                Assert.Null(Chart.FaultOf(Line("run", y), options));
            }
        }
    }

    [Fact]
    public void On_a_log_scale_what_is_not_above_zero_is_left_out_and_counted()
    {
        var rows = Draw(_small with { Width = 40, Height = 12, HasLogY = true }, 100, 10, 0, -1, 1);

        Assert.Equal("loss (log scale)", rows[0]);
        Assert.Equal(["100", "10", "1"], rows.Skip(1).Take(7).Select(row => row.Split('│', '┤')[0].Trim()).Where(label => label.Length > 0));
        Assert.Contains("(2 not above 0)", rows[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[0], false, "no points yet")]
    [InlineData(new[] { double.NaN, double.NegativeInfinity }, false, "finite")]
    [InlineData(new[] { -1.0, 0 }, true, "log scale")]
    public void What_cannot_be_drawn_is_an_error_that_says_what_to_do(double[] y, bool isLog, string reason)
    {
        var fault = Chart.FaultOf(Line("run", y), _small with { HasLogY = isLog })!;

        Assert.Equal("NothingToDraw", fault.ErrorId);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.RecommendedAction);
    }

    [Fact]
    public void A_curve_without_places_is_told_to_take_another_axis()
    {
        var fault = Chart.FaultOf(Line("run", 1) with { X = _nowhere }, _small)!;
        Assert.Contains("'step'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-XAxis", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_are_cut_in_the_middle_and_wide_letters_count_twice()
    {
        var line = Line("実験/" + new string('x', 60) + "/run-1", 1, 2);
        var rows = Chart.Draw([line], _small with { Width = 40 });

        Assert.Contains("…", rows[^1], StringComparison.Ordinal);
        Assert.Contains("run-1 2", rows[^1], StringComparison.Ordinal);
        Assert.StartsWith("実", rows[^1].TrimStart('⠒', ' '), StringComparison.Ordinal);
        Assert.InRange(rows[^1].Sum(letter => letter is >= '\u3000' and < '\ua000' ? 2 : 1), 20, 40);
    }

    [Fact]
    public void More_curves_than_the_legend_has_room_for_are_counted()
    {
        ChartLine[] lines = [.. Enumerable.Range(0, 50).Select(at => Line($"run-{at:00}", at, at))];
        var rows = Chart.Draw(lines, new() { Width = 60, Height = 20, Title = "loss" });

        Assert.Equal(20, rows.Count);
        Assert.Matches(@"… \+\d+$", rows[^1]);
    }

    [Fact]
    public void Times_of_one_moment_lie_within_its_second()
    {
        var now = new DateTimeOffset(2026, 11, 28, 12, 30, 15, TimeSpan.Zero).ToUnixTimeMilliseconds() / 1000d;
        var line = new ChartLine("run", new[] { now, now + 1e-6, now + 2e-6 }, new double[] { 1, 2, 3 });

        var rows = Chart.Draw([line], new() { Width = 80, Height = 10, XKind = AxisKind.Time, XLabel = "time" });

        Assert.Contains(rows, row => row.Contains("12:30:15", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("2026-11-28", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Draw(ChartOptions options, params double[] y) => Chart.Draw([Line("run", y)], options);

    private static ChartLine Line(string label, params double[] y) => new(label, Enumerable.Range(0, y.Length).Select(at => (double)at).ToArray(), y);

    private static void Picture(string expected, IReadOnlyList<string> actual) => Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', actual));
}

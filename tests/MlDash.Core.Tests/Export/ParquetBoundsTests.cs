using System.Runtime.InteropServices;
using MlDash.Export;

namespace MlDash.Tests.Export;

public sealed class ParquetBoundsTests
{
    /// <summary>A scale of 99, and bits that no number has: computing with such a decimal reads behind a table.</summary>
    [Theory]
    [InlineData(0x00630000)]
    [InlineData(0x001D0000)]
    [InlineData(0x00000001)]
    [InlineData(0x01000000)]
    public void A_decimal_whose_bits_are_no_number_is_damage(int flags) =>
        Assert.Throws<InvalidDataException>(() => ParquetBounds.Exact(MemoryMarshal.Cast<int, decimal>([flags, 0, 1, 0])[0]));

    [Fact]
    public void Any_other_decimal_is_taken_as_it_is()
    {
        foreach (var number in (decimal[])[0m, -1.5m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m])
            Assert.Equal(number, ParquetBounds.Exact(number));
    }
}

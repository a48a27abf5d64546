namespace MlDash.Tests;

/// <summary>Bytes as accidents leave them.</summary>
internal static class Damage
{
    /// <summary>One to four accidents, the same ones for the same seed.</summary>
    public static byte[] Of(byte[] bytes, ulong seed)
    {
        var random = new Random((int)(seed ^ (seed >> 32)));
        var damaged = bytes.ToList();
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            var at = damaged.Count == 0 ? 0 : random.Next(damaged.Count);
            switch (random.Next(6))
            {
                case 0 when damaged.Count > 0: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                case 1 when damaged.Count > 0: damaged[at] = (byte)random.Next(256); break;
                case 2: damaged.RemoveRange(at, damaged.Count - at); break;
                case 3: damaged.InsertRange(at, bytes.Take(random.Next(bytes.Length))); break;
                case 4 when damaged.Count > 0: damaged.RemoveRange(at, Math.Min(random.Next(1, 64), damaged.Count - at)); break;
                case 5: damaged.InsertRange(at, Enumerable.Repeat((byte)(random.Next(2) * 255), random.Next(1, 64))); break;
            }
        }

        return [.. damaged];
    }
}

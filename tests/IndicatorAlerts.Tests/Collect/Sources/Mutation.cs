namespace IndicatorAlerts.Tests.Collect.Sources;

/// <summary>Breaks answers: cut short, with flipped bits, with slices swapped, repeated and put in, and bytes of no sense at all.</summary>
static class Mutation
{
    /// <summary>The same bytes for the same number.</summary>
    public static byte[] Of(FuzzSample sample, int number)
    {
        var random = new Random(number);
        if (random.Next(20) == 0)
            return Bytes(random, random.Next(300));
        // What is inside of a container is only reached when the container itself is whole.
        return random.Next(2) == 0
            ? sample.Pack(Break(random, sample.Answer))
            : Break(random, sample.Pack(sample.Answer));
    }

    static byte[] Break(Random random, byte[] answer)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
            answer = random.Next(6) switch
            {
                0 => answer[..random.Next(answer.Length + 1)],
                1 => Flip(random, answer),
                2 => Insert(random, answer, Bytes(random, random.Next(1, 20))),
                3 => Insert(random, answer, Slice(random, answer)),
                4 => Insert(random, Without(random, answer), Slice(random, answer)),
                _ => Edge(random, answer),
            };
        return answer;
    }

    static byte[] Flip(Random random, byte[] answer)
    {
        var flipped = answer.ToArray();
        for (var times = random.Next(1, 6); times > 0 && flipped.Length > 0; times--)
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    static byte[] Insert(Random random, byte[] answer, byte[] slice)
    {
        var at = random.Next(answer.Length + 1);
        return [.. answer[..at], .. slice, .. answer[at..]];
    }

    static byte[] Without(Random random, byte[] answer)
    {
        var (at, length) = (random.Next(answer.Length + 1), random.Next(40));
        return [.. answer[..at], .. answer[Math.Min(answer.Length, at + length)..]];
    }

    static byte[] Slice(Random random, byte[] answer)
    {
        var at = random.Next(answer.Length + 1);
        return answer[at..Math.Min(answer.Length, at + random.Next(200))];
    }

    // Numbers at the ends of their ranges, wrong types, deep nesting, broken Unicode: what flipped bits hardly ever make.
    static byte[] Edge(Random random, byte[] answer)
    {
        string[] edges =
        [
            "null",
            "1e999",
            "-1e999",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999999999",
            "NaN",
            "\"\"",
            "{}",
            "[]",
            "true",
            "\"\\ud800\"",
            "0000-00-00",
            "9999-12-31",
            "00000000000000",
            "99999999999999",
            "-0",
            "1e-400",
            new('[', 100),
            new('\t', 70),
            "\r\n",
            "\0",
            "\"",
        ];
        var edge = System.Text.Encoding.UTF8.GetBytes(edges[random.Next(edges.Length)]);
        // In place of a run of digits, where numbers and dates stand.
        var start = random.Next(answer.Length + 1);
        while (start < answer.Length && !char.IsAsciiDigit((char)answer[start]))
            start++;
        var end = start;
        while (end < answer.Length && (char.IsAsciiDigit((char)answer[end]) || answer[end] is (byte)'.'))
            end++;
        return [.. answer[..start], .. edge, .. answer[end..]];
    }

    static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}

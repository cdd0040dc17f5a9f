using System.Globalization;
using IndicatorAlerts.Status;
using Microsoft.AspNetCore.Http.Extensions;

namespace IndicatorAlerts.Admin;

/// <summary>A page of a list: so many after an id.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="After">The last one of the page before; null for the first page.</param>
sealed record Paging(int Limit, string? After)
{
    const int Usual = 100;
    const int Most = 1_000;
    const int LongestMark = 200;

    /// <summary>From <c>limit</c> and <c>after</c>; else the refusal.</summary>
    public static (Paging? Page, IResult? Refusal) Read(HttpRequest request)
    {
        var limit = Usual;
        if (
            request.Query["limit"] is [{ } text]
            && (
                !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit is < 1 or > Most
            )
        )
            return (null, Problems.Invalid("There is no such page.", [new("limit", $"It is from 1 to {Most}.")]));
        var after = request.Query["after"] is [{ } mark] ? mark : null;
        return after?.Length > LongestMark
            ? (null, Problems.Invalid("There is no such page.", [new("after", "The link to the next page sets it.")]))
            : (new(limit, after), null);
    }

    /// <summary>The page of what is in order of its marks, and the address of the next; null after the last.</summary>
    public (IReadOnlyList<T> Items, string? Next) Of<T>(IEnumerable<T> all, Func<T, string> mark, HttpRequest request)
    {
        var items = all.Where(i => After is null || string.CompareOrdinal(mark(i), After) > 0).Take(Limit + 1).ToList();
        return items.Count <= Limit ? (items, null) : (items[..Limit], Next(request, mark(items[Limit - 1])));
    }

    /// <summary>The address of the page after a mark, with the same filters.</summary>
    public static string Next(HttpRequest request, string mark)
    {
        var query = new QueryBuilder(
            request
                .Query.Where(q => q.Key != "after")
                .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? "")))
        )
        {
            { "after", mark },
        };
        return request.Path + query.ToQueryString();
    }
}

namespace IndicatorAlerts.RedLines.Language;

/// <summary>A mistake in an expression.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Length">Of the piece of text at fault, in characters.</param>
/// <param name="Message">What is wrong, what was expected and, for a misspelt name, what may be meant.</param>
public sealed record ExpressionError(int Line, int Column, int Length, string Message);

/// <summary>Carries the first mistake out of a recursive walk; never leaves the library.</summary>
sealed class ExpressionException(Place place, string message) : Exception(message)
{
    public ExpressionError Error => new(place.Line, place.Column, Math.Max(1, place.Length), Message);
}

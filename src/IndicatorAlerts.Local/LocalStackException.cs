namespace IndicatorAlerts.Local;

/// <summary>A failure whose message is a sentence for the person at the terminal: what is wrong and what to do.</summary>
public class LocalStackException(string message, Exception? inner = null) : Exception(message, inner);

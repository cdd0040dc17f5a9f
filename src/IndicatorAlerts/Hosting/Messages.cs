using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace IndicatorAlerts.Hosting;

/// <summary>Asks for one indicator to be collected.</summary>
/// <param name="Watch">The watch's id.</param>
/// <param name="Indicator">The indicator's id.</param>
/// <param name="Attempt">
/// 0 for a scheduled collection; how many failures came before this repetition; or <see cref="AtOnce"/>.
/// </param>
public sealed record CollectMessage(string Watch, string Indicator, int Attempt = 0)
{
    /// <summary>Whatever failed before, such as when the definition was just changed.</summary>
    public const int AtOnce = -1;
}

/// <summary>Asks for a watch to be evaluated up to now.</summary>
public sealed record EvaluateMessage(string Watch);

/// <summary>Asks for an outbox entry to be delivered; names no reader.</summary>
public sealed record DeliverMessage(string Watch, string Outbox);

/// <summary>Asks for one send of a delivery to be made; names no reader.</summary>
public sealed record SendMessage(string Delivery, string Send);

/// <summary>Asks for the mail that a reader's request leads to; holds no address.</summary>
public sealed record WelcomeMessage(string Reader);

/// <summary>Asks for a job to be done.</summary>
public sealed record JobMessage(string Job);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(CollectMessage))]
[JsonSerializable(typeof(EvaluateMessage))]
[JsonSerializable(typeof(DeliverMessage))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(WelcomeMessage))]
[JsonSerializable(typeof(JobMessage))]
public sealed partial class MessageJson : JsonSerializerContext;

/// <summary>The queues' names.</summary>
public static class QueueNames
{
    public const string Collect = "collect";
    public const string Evaluate = "evaluate";
    public const string Deliver = "deliver";
    public const string Send = "send";
    public const string Welcome = "welcome";
    public const string Jobs = "jobs";

    public static IReadOnlyList<string> All { get; } = [Collect, Evaluate, Deliver, Send, Welcome, Jobs];

    public static string Poison(string queue) => queue + "-poison";
}

/// <summary>Reads what a queue brought.</summary>
public static class Messages
{
    /// <exception cref="JsonException">The text is not such a message; the queue's retries and poison queue deal with it.</exception>
    public static T Read<T>(string text, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(text, type) ?? throw new JsonException("The message is empty.");
}

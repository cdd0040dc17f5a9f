using IndicatorAlerts.Deliver;
using Microsoft.Extensions.Options;

namespace IndicatorAlerts.Operate;

/// <summary>Sends mail to the operator: what the sender does not take goes by the fallback at once, for it may be about the sender.</summary>
public sealed class OperatorSender(IServiceProvider services, IOptions<SiteOptions> site)
{
    // No reader's id: these are hexadecimal.
    const string Operator = "operator";

    readonly FallbackSender sender = SenderServices.Create(services, TimeSpan.Zero);

    public Task<SendResult> SendAsync(Mail mail, string address, CancellationToken cancel)
    {
        var home = new Uri(site.Value.PublicUrl);
        var letter = new Letter(new(Operator, address, new() { Watches = [] }), home, home, null);
        return sender.SendAsync(mail, [letter], new Dictionary<string, string>(), cancel);
    }
}

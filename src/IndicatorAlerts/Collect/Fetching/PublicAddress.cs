using System.Net;
using System.Net.Sockets;

namespace IndicatorAlerts.Collect;

/// <summary>Tells addresses of the public internet from all others, after the registries of special-purpose addresses of IANA.</summary>
static class PublicAddress
{
    const string OfMachine = "an address of this machine itself";
    const string OfPrivate = "an address of a private network";
    const string OfLink = "a link-local address, where clouds keep the keys of a machine";
    const string OfNobody = "an address that is not for the public internet";
    const string OfMany = "an address of many machines (multicast)";
    const string OfTunnel = "an address of a tunnel, which may lead anywhere";

    static readonly (IPNetwork Network, string Objection)[] V4 = Table(
        ("0.0.0.0/8", OfMachine),
        ("10.0.0.0/8", OfPrivate),
        ("100.64.0.0/10", OfPrivate),
        ("127.0.0.0/8", OfMachine),
        // Azure's own services for a machine, with keys too, though it looks public.
        ("168.63.129.16/32", OfLink),
        ("169.254.0.0/16", OfLink),
        ("172.16.0.0/12", OfPrivate),
        ("192.0.0.0/24", OfNobody),
        ("192.0.2.0/24", OfNobody),
        ("192.88.99.0/24", OfTunnel),
        ("192.168.0.0/16", OfPrivate),
        ("198.18.0.0/15", OfNobody),
        ("198.51.100.0/24", OfNobody),
        ("203.0.113.0/24", OfNobody),
        ("224.0.0.0/4", OfMany),
        ("240.0.0.0/4", OfNobody)
    );

    static readonly (IPNetwork Network, string Objection)[] V6 = Table(
        ("::/127", OfMachine),
        ("fc00::/7", OfPrivate),
        ("fec0::/10", OfPrivate),
        ("fe80::/10", OfLink),
        ("ff00::/8", OfMany),
        ("2001::/32", OfTunnel),
        ("2001::/23", OfNobody),
        ("2001:db8::/32", OfNobody),
        ("3fff::/20", OfNobody)
    );

    static readonly IPNetwork Unicast = IPNetwork.Parse("2000::/3");

    // Where an IPv4 address stands inside of an IPv6 one, by the number of the byte that it begins with.
    static readonly (IPNetwork Network, int Byte)[] Embedding =
    [
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>What speaks against asking an address, to stand after "is"; null for one of the public internet.</summary>
    public static string? Objection(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return Find(V4, address);
        if (Find(V6, address) is { } objection)
            return objection;
        foreach (var (network, first) in Embedding)
            if (network.Contains(address))
                return Objection(new(address.GetAddressBytes().AsSpan(first, 4)));
        // All else that is not global unicast: the old form of IPv4 addresses (::a.b.c.d), local NAT64, and what is not yet given out.
        return Unicast.Contains(address) ? null : OfNobody;
    }

    static string? Find((IPNetwork Network, string Objection)[] table, IPAddress address)
    {
        foreach (var (network, objection) in table)
            if (network.Contains(address))
                return objection;
        return null;
    }

    static (IPNetwork, string)[] Table(params ReadOnlySpan<(string Network, string Objection)> rows)
    {
        var table = new (IPNetwork, string)[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            table[i] = (IPNetwork.Parse(rows[i].Network), rows[i].Objection);
        return table;
    }
}

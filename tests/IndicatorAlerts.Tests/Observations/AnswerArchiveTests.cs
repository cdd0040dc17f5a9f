using System.IO.Compression;
using System.Security.Cryptography;
using IndicatorAlerts.Hosting;
using IndicatorAlerts.Observations;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IndicatorAlerts.Tests.Observations;

public class AnswerArchiveTests(AzuriteFixture azurite)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2_000_000)]
    public async Task An_answer_is_kept_once_and_comes_back_as_it_was(int length)
    {
        var archive = await NewArchiveAsync();
        var content = RandomNumberGenerator.GetBytes(length);
        var name = Convert.ToHexStringLower(SHA256.HashData(content));
        using var stream = new MemoryStream(content);
        for (var time = 0; time < 2; time++)
        {
            // Wherever reading has left it.
            stream.Position = length;
            await archive.KeepAsync(name, stream, time == 0 ? "text/csv; charset=utf-8" : "other", Cancel);
        }
        var (contentType, packed) = Assert.NotNull(await archive.OpenAsync(name, Cancel));
        Assert.Equal("text/csv; charset=utf-8", contentType);
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        var read = new MemoryStream();
        await unpacked.CopyToAsync(read, Cancel);
        Assert.Equal(content, read.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../answers")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public async Task A_name_of_nothing_opens_nothing(string name) =>
        Assert.Null(await (await NewArchiveAsync()).OpenAsync(name, Cancel));

    async Task<AnswerArchive> NewArchiveAsync()
    {
        var settings = new Dictionary<string, string?> { [StorageAccount.Setting] = azurite.NewAccount() };
        var storage = new StorageAccount(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var setup = new StorageSetup(storage);
        await setup.EnsureAsync(Cancel);
        return new(storage);
    }
}

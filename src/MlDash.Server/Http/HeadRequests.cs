using Microsoft.AspNetCore.Http.Features;

namespace MlDash.Server.Http;

/// <summary>
/// HEAD wherever GET is: the request is done as a GET whose body is counted and dropped, so that status and headers are those of the GET
/// (RFC 9110, section 9.3.2).
/// An endpoint that takes HEAD itself is left to do so.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Adds the routing, and HEAD around it.</summary>
    public static void UseRoutingWithHead(this WebApplication app)
    {
        app.UseRouting();
        app.Use((context, next) =>
        {
            var methods = context.GetEndpoint()?.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods;
            if (context.Features.Get<DroppedBody>() is not null && methods?.Contains(HttpMethods.Head) == true)
                context.Request.Method = HttpMethods.Head;
            return next(context);
        });
    }

    /// <summary>Goes around everything that may write a body, errors included.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }
        var real = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var dropped = new DroppedBody(new CountingStream());
        context.Features.Set<IHttpResponseBodyFeature>(dropped);
        context.Features.Set(dropped);
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
            await dropped.Writer.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Features.Set(real);
        }
        var hasBody = context.Response.StatusCode is >= 200 and not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);
        if (!context.Response.HasStarted && hasBody)
            context.Response.ContentLength ??= dropped.Stream.Length;
    }

    /// <summary>The body of an answer that is not sent; the headers wait until it is counted.</summary>
    private sealed class DroppedBody(Stream counting) : StreamResponseBodyFeature(counting)
    {
        public override Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public override Task CompleteAsync() => Writer.FlushAsync().AsTask();
    }

    private sealed class CountingStream : Stream
    {
        private long _count;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _count;

        public override long Position
        {
            get => _count;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => _count += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _count += buffer.Length;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            _count += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _count += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

package dev.substation.files;

import dev.substation.files.Remote.Sending;
import dev.substation.files.Transfers.Bringing;
import dev.substation.files.Transfers.Fetching;
import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.settings.FileRelayMode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection, which moves one file and is closed. The loop never waits: pieces are read
 * and written on another thread, one at a time, and nothing more is read of the station meanwhile.
 */
final class HttpFile extends SimpleChannelInboundHandler<HttpObject> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpFile.class);

    private static final Pattern ADDRESS =
            Pattern.compile("/+files/+([A-Za-z0-9]{1,40})/+([A-Za-z0-9]{1,60})(?:/+([^?#]*))?.*");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-");
    private static final int PIECE = 64 << 10;

    private final OpenTransfers files;
    private final Transfers transfers;
    private final Executor waiting;

    /** What this connection does on the other thread, in order. */
    private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);

    private boolean begun;
    private boolean receiving;
    private volatile Bringing bringing;
    private volatile Fetching fetching;

    HttpFile(OpenTransfers files, Transfers transfers, Executor waiting) {
        this.files = files;
        this.transfers = transfers;
        this.waiting = waiting;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            answer(connection, HttpResponseStatus.BAD_REQUEST, "This is no HTTP request");
            return;
        }
        if (message instanceof HttpRequest request) {
            if (begun) {
                connection.close(); // every answer says that the connection ends with it
                return;
            }
            begun = true;
            begin(connection, request);
        }
        if (message instanceof HttpContent content && receiving) {
            take(connection, content);
        }
    }

    private void begin(ChannelHandlerContext connection, HttpRequest request) {
        Matcher address = ADDRESS.matcher(request.uri());
        Optional<FileTransfer> found =
                address.matches()
                        ? files.admitted(FileRelayMode.HTTP, address.group(1), address.group(2))
                        : Optional.empty();
        if (found.isEmpty()) {
            files.rejected(
                    ((InetSocketAddress) connection.channel().remoteAddress()).getAddress(),
                    "unknown or expired HTTP address");
            answer(connection, HttpResponseStatus.NOT_FOUND, "Unknown or expired address");
            return;
        }
        FileTransfer transfer = found.get();
        HttpMethod method = request.method();
        boolean fetches = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        boolean brings = method.equals(HttpMethod.PUT) || method.equals(HttpMethod.POST);
        if (transfer.upload() ? !brings : !fetches) {
            answer(
                    connection,
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    transfer.upload() ? "PUT or POST the file" : "GET the file");
        } else if (brings && request.headers().contains(HttpHeaderNames.CONTENT_RANGE)) {
            answer(
                    connection,
                    HttpResponseStatus.BAD_REQUEST,
                    "Send the whole file: a part (Content-Range) is not accepted");
        } else if (fetches) {
            later(connection, () -> send(connection, request, transfer));
        } else {
            receive(connection, request, transfer, name(address));
        }
    }

    private static String name(Matcher address) {
        String path = address.group(3) == null ? "" : address.group(3);
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.isEmpty() ? "file" : last;
    }

    // ---- up

    private void receive(
            ChannelHandlerContext connection,
            HttpRequest request,
            FileTransfer transfer,
            String name) {
        receiving = true;
        connection.channel().config().setAutoRead(false);
        long length = HttpUtil.getContentLength(request, -1L);
        Sending sending =
                new Sending(
                        name,
                        length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                        request.method().name(),
                        Optional.ofNullable(request.headers().get(HttpHeaderNames.CONTENT_TYPE)));
        boolean asks = HttpUtil.is100ContinueExpected(request);
        later(
                connection,
                () -> {
                    bringing = transfers.bring(transfer, sending, 0);
                    if (asks) {
                        connection.writeAndFlush(
                                new DefaultFullHttpResponse(
                                        HttpVersion.HTTP_1_1,
                                        HttpResponseStatus.CONTINUE,
                                        Unpooled.EMPTY_BUFFER));
                    }
                    connection.read();
                });
    }

    private void take(ChannelHandlerContext connection, HttpContent content) {
        ByteBuf buffer = content.content();
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        boolean last = content instanceof LastHttpContent;
        if (last) {
            receiving = false;
        }
        later(
                connection,
                () -> {
                    Bringing file = bringing;
                    try {
                        file.write(bytes, 0, bytes.length);
                    } catch (IOException e) {
                        bringing = null;
                        file.refuse(e);
                        throw e;
                    }
                    if (last) {
                        bringing = null;
                        file.finish();
                        answer(connection, HttpResponseStatus.CREATED, "The CSMS has the file");
                    } else {
                        connection.read();
                    }
                });
    }

    // ---- down

    private void send(ChannelHandlerContext connection, HttpRequest request, FileTransfer transfer)
            throws IOException {
        String range = request.headers().get(HttpHeaderNames.RANGE, "");
        Matcher rest = RANGE.matcher(range.strip());
        long size = rest.matches() ? transfers.size(transfer) : 0;
        boolean asked = size > 0;
        long from = asked ? Long.parseLong(rest.group(1)) : 0;
        if (asked && from >= size) {
            answer(
                    connection,
                    HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                    "The file has %d bytes".formatted(size));
            return;
        }
        Fetching file = transfers.fetch(transfer, from);
        fetching = file;
        HttpResponse head =
                new DefaultHttpResponse(
                        HttpVersion.HTTP_1_1,
                        asked ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
                .set(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (file.total().isPresent()) {
            long total = file.total().getAsLong();
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, total - from);
            if (asked) {
                head.headers()
                        .set(
                                HttpHeaderNames.CONTENT_RANGE,
                                "bytes %d-%d/%d".formatted(from, total - 1, total));
            }
        } else {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        connection.writeAndFlush(head);
        if (request.method().equals(HttpMethod.HEAD)) {
            end(connection, file);
        } else {
            sendPiece(connection, file);
        }
    }

    private void sendPiece(ChannelHandlerContext connection, Fetching file) throws IOException {
        byte[] piece = new byte[PIECE];
        int read = file.read(piece);
        if (read < 0) {
            end(connection, file);
            return;
        }
        connection
                .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece, 0, read)))
                .addListener(
                        sent -> {
                            if (sent.isSuccess()) {
                                later(connection, () -> sendPiece(connection, file));
                            } else {
                                connection.close();
                            }
                        });
    }

    private void end(ChannelHandlerContext connection, Fetching file) throws IOException {
        fetching = null;
        file.close();
        connection
                .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener(ChannelFutureListener.CLOSE);
    }

    // ---- both

    private interface Task {
        void run() throws IOException;
    }

    private synchronized void later(ChannelHandlerContext connection, Task task) {
        try {
            work = work.thenRunAsync(() -> run(connection, task), waiting);
        } catch (RejectedExecutionException stopping) {
            connection.close();
        }
    }

    private void run(ChannelHandlerContext connection, Task task) {
        if (!connection.channel().isActive()) {
            return;
        }
        try {
            task.run();
        } catch (Transfers.NoRoom later) {
            answer(connection, HttpResponseStatus.SERVICE_UNAVAILABLE, later.getMessage());
        } catch (IOException e) {
            answer(connection, HttpResponseStatus.BAD_GATEWAY, Failures.reason(e));
        } catch (RuntimeException e) {
            LOG.debug("a file was not moved", e);
            connection.close();
        }
    }

    /** Ends the connection; once the head of a file is out, a cut says that it is not whole. */
    private void answer(ChannelHandlerContext connection, HttpResponseStatus status, String text) {
        receiving = false;
        if (fetching != null) {
            connection.close();
            return;
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        status,
                        Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "60");
        }
        connection.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** While the CSMS's side is waited for, the station has nothing to say. */
    @Override
    public void userEventTriggered(ChannelHandlerContext connection, Object event) {
        boolean waits;
        synchronized (this) {
            waits = !work.isDone();
        }
        if (event instanceof IdleStateEvent && !waits) {
            connection.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        synchronized (this) {
            work = work.thenRunAsync(this::ended, waiting);
        }
    }

    private void ended() {
        Bringing file = bringing;
        if (file != null) {
            bringing = null;
            file.cut(new IOException("the station ended the connection"));
        }
        Fetching going = fetching;
        if (going != null) {
            fetching = null;
            try {
                going.close();
            } catch (IOException ended) {
                // The temporary file is gone already.
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable fault) {
        connection.close();
    }
}

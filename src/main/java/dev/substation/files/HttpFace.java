package dev.substation.files;

import dev.substation.flow.settings.FileRelaySettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The port for files over HTTP: GET, HEAD, PUT and POST of one file for each address. */
final class HttpFace implements AutoCloseable {

    /** What every address begins with. */
    static final String PATH = "/files/";

    private static final int LINE = 1_024;
    private static final int HEADERS = 8_192;
    private static final int CHUNK = 32 << 10;
    private static final int IDLE_S = 60;
    private static final int MOST_CONNECTIONS = 200;

    private final FileRelaySettings settings;
    private final OpenTransfers files;
    private final Transfers transfers;
    private final Executor waiting;
    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private Optional<Channel> port = Optional.empty();

    HttpFace(
            FileRelaySettings settings,
            OpenTransfers files,
            Transfers transfers,
            Executor waiting,
            EventLoopGroup loops) {
        this.settings = settings;
        this.files = files;
        this.transfers = transfers;
        this.waiting = waiting;
        this.loops = loops;
    }

    void start() throws IOException {
        if (settings.httpPort().isEmpty()) {
            return;
        }
        int number = settings.httpPort().get();
        ServerBootstrap server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel connection) {
                                        accept(connection);
                                    }
                                });
        try {
            port =
                    Optional.of(
                            server.bind(new InetSocketAddress(settings.address(), number))
                                    .sync()
                                    .channel());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway stops", e);
        } catch (Exception e) {
            throw new IOException(
                    "files.http-port %d cannot be opened: %s".formatted(number, Failures.reason(e)),
                    e);
        }
    }

    private void accept(SocketChannel connection) {
        if (!files.accepts(connection.remoteAddress().getAddress())) {
            connection.close();
            return;
        }
        InetAddress from = connection.remoteAddress().getAddress();
        long ofAddress =
                connections.stream()
                        .filter(
                                one ->
                                        ((InetSocketAddress) one.remoteAddress())
                                                .getAddress()
                                                .equals(from))
                        .count();
        if (connections.size() >= MOST_CONNECTIONS || ofAddress >= settings.atOnce()) {
            files.rejected(from, "too many connections for files");
            connection.close();
            return;
        }
        connections.add(connection);
        connection
                .pipeline()
                .addLast(new IdleStateHandler(0, 0, IDLE_S))
                .addLast(new HttpServerCodec(LINE, HEADERS, CHUNK))
                .addLast(new HttpFile(files, transfers, waiting));
    }

    @Override
    public void close() {
        port.ifPresent(Channel::close);
        port = Optional.empty();
        connections.close();
    }
}

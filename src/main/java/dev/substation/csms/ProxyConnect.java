package dev.substation.csms;

import dev.substation.flow.settings.HttpProxy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a proxy for a connection to the CSMS. The handlers behind it see a connection that opens
 * when the proxy has agreed, and so speak TLS and HTTP with the CSMS alone.
 */
final class ProxyConnect extends ByteToMessageDecoder {

    /** The proxy does not open the connection; the message says why. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        /** Whether somebody must mend something first. */
        private final boolean lasting;

        Refused(String sentence, boolean lasting) {
            super(sentence);
            this.lasting = lasting;
        }

        boolean isLasting() {
            return lasting;
        }
    }

    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int LONGEST_HEAD = 8_192;
    private static final Pattern STATUS =
            Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: ([^\\r\\n]*))?\\r?\\n");
    private static final Pattern HEAD_ENDS = Pattern.compile("\\r?\\n\\r?\\n");

    private final HttpProxy proxy;
    private final String target;
    private final String csms;
    private Future<?> deadline;
    private boolean over;

    /**
     * @param target host and port of the CSMS
     * @param csms its name in site.yaml
     */
    ProxyConnect(HttpProxy proxy, String target, String csms) {
        this.proxy = proxy;
        this.target = target;
        this.csms = csms;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String login =
                proxy.user()
                        .map(
                                user ->
                                        (user + ":" + proxy.password())
                                                .getBytes(StandardCharsets.UTF_8))
                        .map(
                                shown ->
                                        "Proxy-Authorization: Basic "
                                                + Base64.getEncoder().encodeToString(shown)
                                                + "\r\n")
                        .orElse("");
        String request =
                "CONNECT %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Substation\r\n%s\r\n"
                        .formatted(target, target, login);
        context.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1));
        deadline =
                context.executor()
                        .schedule(
                                () -> fail(context, "does not answer", false),
                                WAIT.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int count = Math.min(in.readableBytes(), LONGEST_HEAD);
        String head = in.toString(in.readerIndex(), count, StandardCharsets.ISO_8859_1);
        Matcher status = STATUS.matcher(head);
        Matcher end = HEAD_ENDS.matcher(head);
        boolean whole = end.find();
        if (status.lookingAt() && whole) {
            in.skipBytes(end.end());
            answered(context, status);
        } else if (whole || count == LONGEST_HEAD || !mayBecomeHttp(head)) {
            fail(context, "does not answer as an HTTP proxy", true);
        }
    }

    private static boolean mayBecomeHttp(String head) {
        return "HTTP/".startsWith(head) || head.startsWith("HTTP/");
    }

    private void answered(ChannelHandlerContext context, Matcher status) {
        int code = Integer.parseInt(status.group(1));
        if (code >= 200 && code < 300) {
            end();
            context.fireChannelActive();
            context.pipeline().remove(this); // passes on what came behind the head
            return;
        }
        String said = code + (status.group(2) == null ? "" : " " + printable(status.group(2)));
        if (code == 407) {
            fail(
                    context,
                    (proxy.user().isPresent()
                                    ? "rejects the user and password"
                                    : "requires a user and a password")
                            + " ("
                            + said
                            + "); see csms."
                            + csms
                            + ".proxy in site.yaml",
                    true);
        } else if (code >= 500) {
            fail(context, "cannot connect to " + target + " (" + said + ")", false);
        } else {
            fail(
                    context,
                    "does not allow a connection to "
                            + target
                            + " ("
                            + said
                            + "); ask its operator",
                    true);
        }
    }

    private static String printable(String text) {
        String line = text.strip().replaceAll("[^\\x20-\\x7e]", "?");
        return line.length() <= 60 ? line : line.substring(0, 60) + "...";
    }

    private void fail(ChannelHandlerContext context, String what, boolean lasting) {
        if (over) {
            return;
        }
        end();
        context.fireExceptionCaught(
                new Refused("the proxy " + proxy.place() + " " + what, lasting));
        context.close();
    }

    private void end() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        fail(context, "closed the connection before it answered", false);
        super.channelInactive(context);
    }
}

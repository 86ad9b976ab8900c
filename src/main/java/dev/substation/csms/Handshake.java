package dev.substation.csms;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;

/** The WebSocket handshake (RFC 6455 section 4), without extensions. */
final class Handshake extends WebSocketClientHandshaker13 {

    private final int maxMessage;

    Handshake(URI uri, String subprotocol, HttpHeaders headers, int maxMessage) {
        super(uri, WebSocketVersion.V13, subprotocol, false, headers, maxMessage);
        this.maxMessage = maxMessage;
    }

    /** Origin is for browsers; some servers reject connections from other sites. */
    @Override
    protected FullHttpRequest newHandshakeRequest() {
        FullHttpRequest request = super.newHandshakeRequest();
        request.headers().remove(HttpHeaderNames.ORIGIN);
        return request;
    }

    /**
     * A decoder that leaves closing to us: Netty's would close the connection before the close code
     * is sent.
     */
    @Override
    protected WebSocketFrameDecoder newWebsocketDecoder() {
        return new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(false)
                        .allowExtensions(false)
                        .allowMaskMismatch(false)
                        .maxFramePayloadLength(maxMessage)
                        .closeOnProtocolViolation(false)
                        .build());
    }
}

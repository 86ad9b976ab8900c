package dev.substation.bench.peer;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A WebSocket that sends back what it gets. */
@ServerEndpoint(value = "/ocpp/{station}", subprotocols = "ocpp1.6")
public class Echo {

    @OnMessage
    public String echo(String text) {
        return text;
    }
}

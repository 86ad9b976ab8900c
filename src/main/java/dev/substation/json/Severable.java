package dev.substation.json;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection under a WebSocket, which can be cut without a Close frame. Jakarta WebSocket has
 * no word for that; the servlet API, which hands connections over, does. Public because the servlet
 * container makes it.
 */
public final class Severable implements HttpUpgradeHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Severable.class);

    private volatile HttpUpgradeHandler handler;
    private volatile WebConnection connection;
    private volatile boolean cut;

    /** Whose connection it is; to be said before the container hands it over. */
    Severable around(HttpUpgradeHandler webSockets) {
        handler = webSockets;
        return this;
    }

    @Override
    public void init(WebConnection opened) {
        connection = opened;
        handler.init(opened);
    }

    @Override
    public void destroy() {
        if (!cut) {
            handler.destroy();
        }
    }

    /** Ends the connection as a broken line would. */
    void cut() {
        cut = true;
        WebConnection open = connection;
        if (open == null) {
            return;
        }
        try {
            open.close();
            handler.destroy(); // only now: before, it would send a Close frame
        } catch (IOException alreadyGone) {
            LOG.debug("a connection was gone before it could be cut", alreadyGone);
        } catch (Exception fault) {
            LOG.warn("a connection could not be cut: {}", fault.toString());
        }
    }
}

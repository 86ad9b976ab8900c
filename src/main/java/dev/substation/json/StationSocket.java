package dev.substation.json;

import dev.substation.model.Problem;
import dev.substation.ocppj.TrafficBudget;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection under a WebSocket. It can stop reading while the station's messages are over their
 * budget, refuses a message by its announced length before it is received, and can be cut without a
 * Close frame. Jakarta WebSocket has no word for any of it; the servlet API, which hands
 * connections over, does. Public because the servlet container makes it.
 */
public final class StationSocket implements HttpUpgradeHandler {

    private static final Logger LOG = LoggerFactory.getLogger(StationSocket.class);

    /** Read at once, so that pauses come in time. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private volatile HttpUpgradeHandler handler;
    private volatile WebConnection connection;
    private volatile Input input;
    private volatile boolean cut;

    /** Who reads what this brings; to be said before the container hands the connection over. */
    StationSocket around(HttpUpgradeHandler webSockets) {
        handler = webSockets;
        return this;
    }

    @Override
    public void init(WebConnection opened) {
        connection = opened;
        handler.init(
                new WebConnection() {
                    @Override
                    public ServletInputStream getInputStream() throws IOException {
                        if (input == null) {
                            input = new Input(opened.getInputStream());
                        }
                        return input;
                    }

                    @Override
                    public ServletOutputStream getOutputStream() throws IOException {
                        return opened.getOutputStream();
                    }

                    @Override
                    public void close() throws IOException {
                        try {
                            opened.close();
                        } catch (IOException | RuntimeException fault) {
                            throw fault;
                        } catch (Exception fault) {
                            throw new IOException(fault);
                        }
                    }
                });
    }

    @Override
    public void destroy() {
        if (!cut) {
            handler.destroy();
        }
    }

    /**
     * Reads no more than an account allows.
     *
     * @param pool goes on reading once there is room
     * @param tooLong called once, when a message of more than {@code most} bytes is announced
     */
    void readWithin(TrafficBudget.Account account, Executor pool, long most, Runnable tooLong) {
        Input reading = input;
        reading.limit = new FrameLengths(most, tooLong);
        account.onRoom(() -> pool.execute(reading::goOn));
        reading.account = account;
    }

    /** Whether the station has sent a Close frame. */
    boolean isClosedByStation() {
        Input reading = input;
        FrameLengths lengths = reading == null ? null : reading.limit;
        return lengths != null && lengths.hasClose();
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
            LOG.warn(Problem.CONNECTION_NOT_CUT.line(fault));
        }
    }

    /** What comes in; says that nothing is ready while the account has no room. */
    private static final class Input extends ServletInputStream {

        private final ServletInputStream raw;
        private volatile ReadListener listener;
        private volatile TrafficBudget.Account account;
        private volatile FrameLengths limit;

        Input(ServletInputStream raw) {
            this.raw = raw;
        }

        @Override
        public boolean isReady() {
            FrameLengths lengths = limit;
            if (lengths != null && lengths.isTooLong()) {
                return false; // it is closed, and cut off soon
            }
            TrafficBudget.Account mine = account;
            return (mine == null || mine.mayRead()) && raw.isReady();
        }

        /**
         * While it was paused, the container was not asked whether more has come, so it calls
         * nobody: either more is there and is read now, or it calls when more comes.
         */
        private void goOn() {
            try {
                if (raw.isReady()) {
                    listener.onDataAvailable();
                }
            } catch (IOException | RuntimeException fault) {
                LOG.debug("a paused connection broke", fault);
                listener.onError(fault);
            }
        }

        @Override
        public int available() throws IOException {
            return Math.min(MOST_AT_ONCE, raw.available());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = raw.read(bytes, offset, length);
            FrameLengths lengths = limit;
            if (lengths != null && read > 0) {
                lengths.read(bytes, offset, read);
            }
            return read;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public boolean isFinished() {
            return raw.isFinished();
        }

        @Override
        public void setReadListener(ReadListener reader) {
            listener = reader;
            raw.setReadListener(reader);
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }
}

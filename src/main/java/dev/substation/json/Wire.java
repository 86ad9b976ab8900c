package dev.substation.json;

/** One WebSocket as its station link sees it. Nothing here blocks or throws. */
interface Wire {

    /** Sends a text message after those before it. */
    void send(String text);

    /** Sends an empty ping. */
    void ping();

    /**
     * Closes in order once all messages are sent.
     *
     * @param code a status code of RFC 6455 section 7.4.1
     */
    default void finish(int code, String reason) {
        close(code, reason);
    }

    /**
     * Closes in order, whatever is still to be sent.
     *
     * @param code a status code of RFC 6455 section 7.4.1
     */
    void close(int code, String reason);
}

package dev.substation.front;

/** A connection as the front sees it. Nothing here waits. */
interface Wire {

    /** Writes a last response; the peer is given a moment to read it. */
    void last(byte[] response);

    /** Closes the connection. */
    void close();
}

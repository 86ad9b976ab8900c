package dev.substation.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** A file at the CSMS's side. Its methods wait for the network; every wait has an end. */
interface Remote {

    /**
     * What is read of a file.
     *
     * @param from where it begins, in bytes; 0 if the server cannot begin elsewhere
     * @param total length of the whole file; empty if the server does not say it
     * @param version tells whether it is still the same file; empty if the server does not say it
     * @param end ends the connection
     */
    record Incoming(
            InputStream bytes,
            long from,
            OptionalLong total,
            Optional<String> version,
            Closeable end)
            implements Closeable {

        @Override
        public void close() throws IOException {
            end.close();
        }
    }

    /**
     * What is to be sent.
     *
     * @param name as the station calls the file
     * @param length in bytes; empty if it is not known yet
     * @param method of HTTP
     * @param type of HTTP, the Content-Type; empty for bytes
     */
    record Sending(String name, OptionalLong length, String method, Optional<String> type) {

        Sending ofLength(long bytes) {
            return new Sending(name, OptionalLong.of(bytes), method, type);
        }
    }

    /** A file on its way to the CSMS. */
    interface Outgoing {

        void write(byte[] bytes, int from, int count) throws IOException;

        /** Returns when the CSMS's side has confirmed the whole file. */
        void finish() throws IOException;

        /** Breaks off, so that the other side does not take it for the whole file. */
        void abort();
    }

    /**
     * Begins to read.
     *
     * @param from how many bytes are here already
     * @param version of which file they are
     */
    Incoming fetch(long from, Optional<String> version) throws IOException;

    /** Begins to send. */
    Outgoing send(Sending file) throws IOException;
}

package dev.substation.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.ftp.FTPSClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file at an FTP or FTPS server. A path is relative to the folder after the login (RFC 1738
 * section 3.2.2).
 */
final class FtpRemote implements Remote {

    private static final Logger LOG = LoggerFactory.getLogger(FtpRemote.class);

    private static final int IMPLICIT_TLS = 990;
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final int CONNECT_MS = 20_000;

    private final URI target;
    private final Targets targets;
    private final FileClients clients;

    FtpRemote(URI target, Targets targets, FileClients clients) {
        this.target = target;
        this.targets = targets;
        this.clients = clients;
    }

    @Override
    public Incoming fetch(long from, Optional<String> version) throws IOException {
        FTPClient ftp = connected();
        boolean begun = false;
        try {
            String path = path();
            OptionalLong total = size(ftp.getSize(path));
            Optional<String> changed =
                    Optional.ofNullable(ftp.getModificationTime(path))
                            .map(time -> time + " " + total);
            long begins = from > 0 && changed.isPresent() && changed.equals(version) ? from : 0;
            ftp.setRestartOffset(begins);
            InputStream bytes = ftp.retrieveFileStream(path);
            if (bytes == null) {
                throw new IOException(said(ftp));
            }
            begun = true;
            return new Incoming(new Whole(bytes, ftp), begins, total, changed, () -> ended(ftp));
        } finally {
            if (!begun) {
                ended(ftp);
            }
        }
    }

    private static OptionalLong size(String text) {
        return text != null && text.strip().matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(text.strip()))
                : OptionalLong.empty();
    }

    @Override
    public Outgoing send(Sending file) throws IOException {
        if (file.type().filter(type -> type.startsWith("multipart/")).isPresent()) {
            throw new IOException("a form cannot be stored at an FTP server");
        }
        FTPClient ftp = connected();
        boolean begun = false;
        try {
            OutputStream bytes = ftp.storeFileStream(path(file.name()));
            if (bytes == null) {
                throw new IOException(said(ftp));
            }
            begun = true;
            return new Stored(ftp, bytes, () -> delete(file.name()));
        } finally {
            if (!begun) {
                ended(ftp);
            }
        }
    }

    private FTPClient connected() throws IOException {
        targets.check(target);
        boolean secure = "ftps".equalsIgnoreCase(target.getScheme());
        boolean implicit = target.getPort() == IMPLICIT_TLS;
        FTPClient ftp = secure ? secure(implicit) : new FTPClient();
        ftp.setControlEncoding(StandardCharsets.UTF_8.name());
        ftp.setConnectTimeout(CONNECT_MS);
        ftp.setDefaultTimeout((int) WAIT.toMillis());
        ftp.setDataTimeout(WAIT);
        boolean ready = false;
        try {
            ftp.connect(
                    target.getHost(), target.getPort() < 0 ? FTP.DEFAULT_PORT : target.getPort());
            if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())
                    || !ftp.login(user(), password())) {
                throw new IOException(said(ftp));
            }
            if (ftp instanceof FTPSClient tls) {
                tls.execPBSZ(0);
                tls.execPROT("P");
            }
            ftp.enterLocalPassiveMode();
            ftp.setFileType(FTP.BINARY_FILE_TYPE);
            ready = true;
            return ftp;
        } finally {
            if (!ready) {
                ended(ftp);
            }
        }
    }

    private FTPSClient secure(boolean implicit) {
        FTPSClient ftp = new FTPSClient(implicit, clients.tls());
        ftp.setEndpointCheckingEnabled(true);
        return ftp;
    }

    private String user() {
        String login = target.getUserInfo();
        return login == null ? "anonymous" : line(login.split(":", 2)[0]);
    }

    private String password() {
        String login = target.getUserInfo();
        return login == null
                ? "anonymous@"
                : login.contains(":") ? line(login.split(":", 2)[1]) : "";
    }

    /**
     * Where a file is stored. OCPP 1.6 section 6.25 calls the address a directory; one that ends in
     * a name with a dot is taken for the file.
     */
    private String path(String name) {
        String path = path();
        String safe = line(name).replace('/', '_');
        boolean isFile = path.substring(path.lastIndexOf('/') + 1).contains(".");
        return isFile
                ? path
                : path.isEmpty() || path.endsWith("/") ? path + safe : path + "/" + safe;
    }

    private String path() {
        String path = target.getPath() == null ? "" : target.getPath();
        return line(path.replaceFirst("^/", ""));
    }

    /** Nothing in an address, or in a name, may become a command of its own. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", "");
    }

    private static String said(FTPClient ftp) {
        String reply = ftp.getReplyString();
        return reply == null ? "the FTP server closed the connection" : "FTP " + reply.strip();
    }

    private static void ended(FTPClient ftp) {
        try {
            ftp.disconnect();
        } catch (IOException ended) {
            // What is closed already need not be closed.
        }
    }

    /** FTP marks the end of a file by the end of a connection: it must not stand in its place. */
    private void delete(String name) {
        try {
            FTPClient ftp = connected();
            try {
                ftp.deleteFile(path(name));
            } finally {
                ended(ftp);
            }
        } catch (IOException e) {
            LOG.debug("a partial file was not deleted", e);
        }
    }

    /** Ends only if the server has confirmed that it sent the whole file. */
    private static final class Whole extends FilterInputStream {

        private final FTPClient ftp;

        Whole(InputStream bytes, FTPClient ftp) {
            super(bytes);
            this.ftp = ftp;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            int read = in.read(into, from, count);
            if (read < 0) {
                in.close();
                if (!ftp.completePendingCommand()) {
                    throw new IOException(said(ftp));
                }
            }
            return read;
        }
    }

    private record Stored(FTPClient ftp, OutputStream bytes, Runnable deleted) implements Outgoing {

        @Override
        public void write(byte[] source, int from, int count) throws IOException {
            bytes.write(source, from, count);
        }

        @Override
        public void finish() throws IOException {
            try {
                bytes.close();
                if (!ftp.completePendingCommand()) {
                    throw new IOException(said(ftp));
                }
            } finally {
                ended(ftp);
            }
        }

        @Override
        public void abort() {
            ended(ftp);
            try {
                bytes.close();
            } catch (IOException ended) {
                // The server has closed it already.
            }
            deleted.run();
        }
    }
}

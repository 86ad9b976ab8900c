package dev.substation.app.tls;

import dev.substation.home.FileStamp;
import dev.substation.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of stations that their authorities have revoked. The file is looked at whenever
 * a station shows a certificate, and read again when it has changed; while it cannot be used, what
 * was read before counts.
 */
public final class StationRevocations implements Predicate<X509Certificate> {

    private static final Logger LOG = LoggerFactory.getLogger(StationRevocations.class);

    private final Path file;
    private final List<X509Certificate> authorities;

    /** What was read, and how the file looked then. */
    private record Read(FileStamp stamp, Predicate<X509Certificate> revoked) {}

    private volatile Read latest = new Read(null, certificate -> false);

    public StationRevocations(Path file, List<X509Certificate> authorities) {
        this.file = file;
        this.authorities = authorities;
    }

    @Override
    public boolean test(X509Certificate certificate) {
        FileStamp now = FileStamp.of(file);
        if (!now.equals(latest.stamp())) {
            read(now);
        }
        return latest.revoked().test(certificate);
    }

    private synchronized void read(FileStamp now) {
        if (now.equals(latest.stamp())) {
            return;
        }
        try {
            RevocationList list = RevocationList.read(file, authorities);
            latest = new Read(now, list::has);
            LOG.info("the list of revoked station certificates was read from {}", file);
        } catch (IOException e) {
            latest = new Read(now, latest.revoked());
            LOG.warn(
                    Problem.TLS_FILE_UNREADABLE.line(
                            "http.tls-client-revocation-list: " + e.getMessage()));
        }
    }
}

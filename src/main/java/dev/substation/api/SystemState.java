package dev.substation.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How the gateway and its machine stand.
 *
 * @param version of the program
 * @param java version and maker of the JVM
 * @param os name and version
 * @param started when the process began
 * @param now by the clock of the machine
 * @param zone its time zone
 * @param status {@code UP} or {@code DOWN}
 * @param reasons what keeps the gateway from being well, as in {@code /health/ready}
 * @param settings why {@code site.yaml} is not what runs: errors in it, or keys that wait for a
 *     restart
 * @param disk where the data lies
 * @param heapUsed in bytes
 * @param heapMost in bytes
 */
@Schema(name = "System")
public record SystemState(
        String version,
        String java,
        String os,
        Instant started,
        Instant now,
        String zone,
        String status,
        List<String> reasons,
        Optional<String> settings,
        Disk disk,
        long heapUsed,
        long heapMost,
        List<Certificate> certificates) {

    /**
     * A disk.
     *
     * @param folder of the data
     * @param free bytes that the gateway may use
     * @param total bytes
     */
    @Schema(name = "Disk")
    public record Disk(String folder, long free, long total) {}

    /**
     * A certificate of the settings.
     *
     * @param setting the key that names its file
     * @param station whose it is, if each has its own
     * @param end the last moment at which it is valid
     */
    @Schema(name = "Certificate")
    public record Certificate(String setting, Optional<String> station, Instant end) {}
}

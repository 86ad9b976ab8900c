package dev.substation.flow.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * Where stations bring and fetch files if the gateway relays them: the section {@code files}.
 *
 * @param host of the gateway as stations see it, a name or an address; empty if no station needs it
 * @param address of this machine to listen at
 * @param ftpPort empty for no FTP
 * @param passivePorts ports for the data of FTP, {@code 2122-2137}
 * @param httpPort empty for no HTTP
 * @param stations from which networks stations may come
 * @param targets in which networks the file servers of the CSMS may be
 * @param maxSize of one file, in bytes
 * @param maxTime of one transfer
 * @param atOnce how many transfers may run at once
 * @param uploadMethod {@code PUT} or {@code POST}, for a file that came over FTP
 */
public record FileRelaySettings(
        Optional<String> host,
        String address,
        Optional<Integer> ftpPort,
        String passivePorts,
        Optional<Integer> httpPort,
        Networks stations,
        Networks targets,
        long maxSize,
        Duration maxTime,
        int atOnce,
        String uploadMethod) {

    /** Whether stations can move files in this way. */
    public boolean serves(FileRelayMode mode) {
        return switch (mode) {
            case OFF -> false;
            case FTP -> ftpPort.isPresent();
            case HTTP -> httpPort.isPresent();
        };
    }
}

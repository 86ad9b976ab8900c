package dev.substation.flow.ports;

import dev.substation.flow.settings.FileRelayMode;
import dev.substation.model.StationId;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * One file that a station brings or fetches at the gateway instead of at the CSMS.
 *
 * @param id random; the station's user name, or a part of its path
 * @param password random; whoever has both may move this one file
 * @param mode how the station moves files
 * @param upload whether the file goes up to the CSMS
 * @param target the address that the CSMS named
 */
public record FileTransfer(
        String id,
        String password,
        StationId station,
        FileRelayMode mode,
        boolean upload,
        URI target) {

    /** The address of the CSMS as it may be shown: without credentials and query. */
    public String shown() {
        try {
            return new URI(
                            target.getScheme(),
                            null,
                            target.getHost(),
                            target.getPort(),
                            target.getPath(),
                            null,
                            null)
                    .toString();
        } catch (URISyntaxException e) {
            return target.getScheme() + "://" + target.getHost();
        }
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return (upload ? "upload to " : "download from ") + shown();
    }
}

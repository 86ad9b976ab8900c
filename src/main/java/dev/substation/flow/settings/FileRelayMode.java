package dev.substation.flow.settings;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a station moves files, if the gateway is between it and the CSMS's file server: {@code
 * stations.*.file-relay}.
 */
public enum FileRelayMode {
    /** The station uses the address that the CSMS names. */
    OFF,

    /** The station gets an {@code ftp://} address of the gateway. */
    FTP,

    /** The station gets an {@code http://} address of the gateway. */
    HTTP;

    /** The one of a word in {@code site.yaml}. */
    public static Optional<FileRelayMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
    }

    /** As it is written in {@code site.yaml}, and in an address. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

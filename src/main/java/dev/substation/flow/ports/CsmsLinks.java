package dev.substation.flow.ports;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;

/** Opens links to the csms. */
public interface CsmsLinks {

    /** Starts to connect the upstream station {@code identity}; returns at once. */
    CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener);

    /** From now on links show these passwords when they connect. */
    default void show(LinkPasswords passwords) {}
}

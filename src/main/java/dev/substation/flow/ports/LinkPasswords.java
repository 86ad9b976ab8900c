package dev.substation.flow.ports;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import java.util.List;

/** The passwords that links to the CSMS show, where the CSMS has set one. From any thread. */
public interface LinkPasswords {

    /** What {@code site.yaml} says, for all. */
    LinkPasswords OF_SITE = (identity, csms) -> List.of();

    /**
     * What an upstream station shows instead of {@code csms.*.password}, in the order in which it
     * is tried; an empty one stands for no Authorization header. None for what the settings say.
     */
    List<byte[]> of(StationId identity, CsmsSettings csms);

    /** The CSMS has let the station in with one of them. */
    default void taken(StationId identity, CsmsSettings csms, byte[] password) {}
}

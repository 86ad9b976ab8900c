package dev.substation.csms;

import dev.substation.flow.ports.LinkPasswords;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What one link shows the CSMS by HTTP Basic authentication: the password of the settings, or one
 * that the CSMS has set. Of the latter there may be several, the new one in its forms and the one
 * before, which are tried in turn until the CSMS lets the station in. Lives on the link's event
 * loop.
 */
final class Login {

    private final StationId identity;
    private final CsmsSettings csms;
    private final LinkPasswords passwords;
    private int turn;
    private Optional<byte[]> shown = Optional.empty();

    Login(StationId identity, CsmsSettings csms, LinkPasswords passwords) {
        this.identity = identity;
        this.csms = csms;
        this.passwords = passwords;
    }

    /** The value of the header Authorization for the next attempt; empty for none. */
    Optional<String> header() {
        List<byte[]> set = passwords.of(identity, csms);
        if (set.isEmpty()) {
            shown = Optional.empty();
            return csms.userFor(identity)
                    .flatMap(
                            user ->
                                    csms.password()
                                            .map(text -> text.getBytes(StandardCharsets.UTF_8))
                                            .map(password -> basic(user, password)));
        }
        turn %= set.size();
        shown = Optional.of(set.get(turn));
        return shown.filter(password -> password.length > 0)
                .map(password -> basic(csms.userFor(identity).orElse(identity.value()), password));
    }

    private static String basic(String user, byte[] password) {
        byte[] name = (user + ":").getBytes(StandardCharsets.UTF_8);
        byte[] both =
                ByteBuffer.allocate(name.length + password.length).put(name).put(password).array();
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** Whether there is another password to try, after the CSMS has refused this one. */
    boolean hasAnother() {
        turn++;
        boolean more = turn < passwords.of(identity, csms).size();
        turn = more ? turn : 0;
        return more;
    }

    /** The CSMS has let the station in. */
    void accepted() {
        turn = 0;
        shown.ifPresent(password -> passwords.taken(identity, csms, password));
    }
}

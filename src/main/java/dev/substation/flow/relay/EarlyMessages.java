package dev.substation.flow.relay;

import dev.substation.flow.ports.PassedText;
import java.util.ArrayList;
import java.util.List;

/** What a station says before its link to the CSMS is there: a boot and little else. */
final class EarlyMessages {

    private static final int MOST = 64;
    private static final int MOST_CHARACTERS = 1 << 20;

    private List<PassedText> messages = new ArrayList<>();
    private int characters;

    /** Keeps one; whether all of them are within the limits still. */
    boolean add(PassedText message) {
        messages.add(message);
        characters += message.text().length();
        return messages.size() <= MOST && characters <= MOST_CHARACTERS;
    }

    /** All of them in order; afterwards there are none. */
    List<PassedText> takeAll() {
        List<PassedText> all = messages;
        messages = new ArrayList<>();
        characters = 0;
        return all;
    }
}

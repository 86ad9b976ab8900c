package dev.substation.dialect;

import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hides passwords, tokens and codes where a message is kept, logged or shown. They are found by the
 * names of configuration keys and fields, and by the form of an address with a password. What goes
 * over the wire is never changed (docs/adr/0046-secrets.md).
 */
public final class Secrets {

    private static final String HIDDEN = SecretTexts.HIDDEN;

    /**
     * Names of keys and fields with a secret, with {@code *} for any text. Only letters and digits
     * are compared, without case: {@code *apikey*} is also {@code api_key} and {@code /api/Key}.
     */
    private static final List<String> NAMES =
            List.of(
                    "*password*",
                    "*passwd*",
                    "*passphrase*",
                    "*passcode*",
                    "*passwort*",
                    "*kennwort*",
                    "*motdepasse*",
                    "*pwd*",
                    "*pass",
                    "*passkey",
                    "*pw",
                    "*secret*",
                    "*geheim*",
                    "*token*",
                    "*bearer*",
                    "*credential*",
                    "*basicauth",
                    "*snmpcommunity*",
                    "*communitystring*",
                    "*jwt",
                    "*cookie",
                    "*otp",
                    "*totpseed*",
                    "*authorizationkey*",
                    "*authorisationkey*",
                    "*authkey*",
                    "*apikey*",
                    "*accesskey*",
                    "*privatekey*",
                    "*privkey*",
                    "*securitykey*",
                    "*sessionkey*",
                    "*signingkey*",
                    "*hmackey*",
                    "*enckey*",
                    "*aeskey*",
                    "*saskey*",
                    "*sshkey*",
                    "*wepkey*",
                    "*wpa2key*",
                    "*wpa3key*",
                    "*sharedkey*",
                    "*encryptionkey*",
                    "*masterkey*",
                    "*networkkey*",
                    "*wpakey*",
                    "*wifikey*",
                    "*wlankey*",
                    "*licensekey*",
                    "*licencekey*",
                    "*psk",
                    "*pskkey*",
                    "*activationcode*",
                    "*accesscode*",
                    "*unlockcode*",
                    "*securitycode*",
                    "*authcode*",
                    "*logincode*",
                    "*doorcode*",
                    "*mastercode*",
                    "*installercode*",
                    "*servicecode*",
                    "*pincode*",
                    "*pukcode*",
                    "*pin",
                    "*puk");

    /** For sites that have no names of their own. */
    public static final Secrets USUAL = new Secrets(List.of());

    /** Fields that name what stands in another field of the same object. */
    private static final Set<String> NAMING =
            Set.of(
                    "key",
                    "name",
                    "messageid",
                    "parameter",
                    "param",
                    "variable",
                    "setting",
                    "item",
                    "field",
                    "id");

    /** Fields with what is named. */
    private static final Set<String> NAMED =
            Set.of(
                    "value",
                    "values",
                    "val",
                    "data",
                    "content",
                    "text",
                    "newvalue",
                    "oldvalue",
                    "currentvalue",
                    "actualvalue",
                    "defaultvalue",
                    "attributevalue");

    /** Which of several it is: {@code PIN1}, {@code psk_2}. */
    private static final String NUMBER = "[^\\p{L}\\p{N}]*\\d{1,3}$";

    private static final int MOST_KNOWN = 5_000;

    /** Where the objects stand that a text contains. */
    private static final Place DATA = new Place(null, "(data)", -1);

    /**
     * How much text of one message is looked through; a peer decides how much it sends, and looking
     * costs more than reading.
     */
    private static final int MOST_LOOKED_AT = 131_072;

    private static final int WORD = 6; // below this, a secret is replaced where it stands alone

    private final Pattern secret;
    private final Map<String, Word> known = new ConcurrentHashMap<>();

    /**
     * What the name of a field, or of a key, says of a value.
     *
     * @param naming whether the value is a name itself
     * @param named whether the value is that of the name in another field
     */
    private record Word(boolean secret, boolean naming, boolean named) {}

    /** A message as it may be kept. */
    public record Kept(Payload payload, List<Note> notes) {}

    /**
     * @param more names that are secret at this site, with {@code *} for any text
     */
    public Secrets(List<String> more) {
        secret =
                Pattern.compile(
                        Stream.concat(NAMES.stream(), more.stream())
                                .map(Secrets::pattern)
                                .collect(Collectors.joining("|")));
    }

    private static String pattern(String glob) {
        return Stream.of(glob.split("\\*", -1))
                .map(Secrets::folded)
                .collect(Collectors.joining(".*"));
    }

    private static String folded(String name) {
        StringBuilder folded = new StringBuilder();
        name.codePoints()
                .filter(Character::isLetterOrDigit)
                .map(Character::toLowerCase)
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** Whether what has this name is to be hidden. */
    public boolean isSecret(String name) {
        return word(name).secret();
    }

    /** Names come again with every message. */
    private Word word(String name) {
        Word before = known.get(name);
        if (before != null) {
            return before;
        }
        String low = name.toLowerCase(Locale.ROOT);
        Word word =
                new Word(
                        secret.matcher(folded(name)).matches()
                                || secret.matcher(folded(name.replaceFirst(NUMBER, ""))).matches(),
                        NAMING.contains(low),
                        NAMED.contains(low));
        if (known.size() < MOST_KNOWN && name.length() < MOST_KNOWN / 10) {
            known.put(name, word);
        }
        return word;
    }

    /** A payload without its secrets; the same one when it has none. */
    public Payload masked(Payload payload) {
        return new Hiding().object(payload, Place.TOP);
    }

    /**
     * A message as it may be kept: without secrets in its payload, and without the same ones in
     * what was noted on it.
     *
     * @param named what a message that this one answers is called, if it is a maker's own
     */
    public Kept kept(Payload payload, List<Note> notes, String named) {
        Hiding hiding = new Hiding();
        notes.forEach(hiding::learn);
        if (isSecret(named)) {
            hiding.places.add("");
        }
        Payload masked = hiding.object(payload, Place.TOP);
        return new Kept(masked, notes.stream().map(hiding::note).toList());
    }

    /** A text, such as the data of a maker, without its secrets; the same one when it has none. */
    public String inText(String text) {
        return new Hiding().text(text);
    }

    /** A line of the log without its secrets. */
    public String inLine(String line) {
        return new SecretTexts(this::isSecret, found -> {}).line(line);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }

    /**
     * Where an object stands; its path is written only where it is asked for.
     *
     * @param index in a list, or -1
     */
    private record Place(Place in, String name, int index) {

        static final Place TOP = new Place(null, "", -1);

        String path() {
            String last = index < 0 ? name : name + '[' + index + ']';
            return in == null || in == TOP ? last : in.path() + '.' + last;
        }
    }

    /** One run over a message; it remembers what it hid, to find it again in notes. */
    private final class Hiding {

        private final Set<String> hidden = new LinkedHashSet<>();
        private int looked;

        /** Objects whose value is a secret although they do not say so. */
        private final Set<String> places = new HashSet<>();

        private final SecretTexts texts = new SecretTexts(Secrets.this::isSecret, hidden::add);

        /** A key that a rule or a profile has renamed can have a name that tells nothing. */
        void learn(Note note) {
            boolean secret = isSecret(note.original()) || isSecret(note.result());
            if (secret && word(last(note.path())).naming()) {
                places.add(parent(note.path()));
            }
        }

        Payload object(Payload payload, Place place) {
            boolean named = !places.isEmpty() && places.contains(place.path()) || names(payload);
            if (named) {
                places.add(place.path());
            }
            Payload masked = payload;
            boolean signed = "SignedData".equals(payload.get("format")); // kept whole, ADR 34
            for (var field : payload.entrySet()) {
                String name = field.getKey();
                Object value = field.getValue();
                Word word = word(name);
                boolean hide = word.secret() || named && word.named();
                Object shown =
                        hide
                                ? hide(value)
                                : signed && name.equals("value")
                                        ? value
                                        : value(value, place, name, -1);
                if (shown != value) {
                    masked = masked.with(name, shown);
                }
            }
            return masked;
        }

        private boolean names(Payload payload) {
            for (var field : payload.entrySet()) {
                if (field.getValue() instanceof String text
                        && word(field.getKey()).naming()
                        && isSecret(text)) {
                    return true;
                }
            }
            return false;
        }

        private Object value(Object value, Place in, String name, int index) {
            if (value instanceof String text) {
                return text(text);
            }
            if (value instanceof Payload object) {
                return object(object, new Place(in, name, index));
            }
            if (!(value instanceof List<?> list)) {
                return value;
            }
            List<Object> changed = new ArrayList<>(list.size());
            Place here = index < 0 ? in : new Place(in, name, index); // a list in a list
            boolean same = true;
            for (Object item : list) {
                Object shown = value(item, here, index < 0 ? name : "", changed.size());
                same &= shown == item;
                changed.add(shown);
            }
            return same ? list : changed;
        }

        /** Yes and no are no secrets: they say whether there is one. */
        private Object hide(Object value) {
            if (value instanceof Payload object) {
                Payload all = object;
                for (var field : object.entrySet()) {
                    all = all.with(field.getKey(), hide(field.getValue()));
                }
                return all;
            }
            if (value instanceof List<?> list) {
                return list.stream().map(this::hide).toList();
            }
            if (value == null || value instanceof Boolean || value.toString().isEmpty()) {
                return value;
            }
            hidden.add(value.toString());
            return HIDDEN;
        }

        private String text(String text) {
            if (SecretTexts.isPlain(text)) {
                return text;
            }
            looked += text.length();
            if (looked > MOST_LOOKED_AT) {
                hidden.add(text);
                return "%s (%d characters)".formatted(HIDDEN, text.length());
            }
            String stripped = text.strip();
            if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
                return texts.content(text);
            }
            try {
                Payload read = Json.read("{\"it\":" + stripped + "}");
                Payload masked = object(read, DATA);
                return masked == read ? text : Json.text(masked.get("it"));
            } catch (BadMessage e) {
                return texts.content(text);
            }
        }

        Note note(Note note) {
            boolean secret =
                    places.contains(parent(note.path())) && word(last(note.path())).named();
            String original = secret ? shown(note.original()) : seen(note.original());
            // A part of what is hidden would show a part of the secret.
            boolean part =
                    !original.equals(note.original()) && note.original().startsWith(note.result());
            String result = secret || part ? shown(note.result()) : seen(note.result());
            return note.showing(original, result, seen(note.reason()));
        }

        private static String shown(String secret) {
            return secret.isEmpty() ? "" : HIDDEN;
        }

        private String seen(String text) {
            String seen = text;
            for (String one : hidden) {
                seen =
                        one.length() >= WORD
                                ? seen.replace(one, HIDDEN)
                                : seen.replaceAll(
                                        "(?<![\\p{L}\\p{N}])"
                                                + Pattern.quote(one)
                                                + "(?![\\p{L}\\p{N}])",
                                        Matcher.quoteReplacement(HIDDEN));
            }
            return text(seen);
        }
    }
}

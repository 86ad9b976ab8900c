package dev.substation.routes.rules;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.SendLocalList;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what a station puts behind a card's number, and puts it back towards the station.
 *
 * <p>A KEBA P30 network sends {@code 12345678_17101357}: the card, and the serial of the box where
 * it was shown. A CSMS that knows the card alone answers Invalid, and the master then blocks the
 * card in its own list until somebody repairs it by hand. So the suffix goes on its way up and
 * comes back on the way down: in the form that the station used last for this card, or, in a list
 * of cards, once for each box.
 *
 * <p>The suffix names the box: the note on the call keeps it.
 */
public final class StripIdTagSuffix implements SiteRule {

    private static final Logger LOG = LoggerFactory.getLogger(StripIdTagSuffix.class);

    private static final String ID = "strip-idtag-suffix";
    private static final String AS_USED = "as-used";
    private static final String EXPANDED = "expanded";
    private static final String PLAIN = "plain";
    private static final String STATION = "station";

    /** Where the suffixes of a station are remembered, oldest first, with commas between. */
    private static final String SERIALS = "SERIALS";

    /** A KEBA network has 16 boxes. What is more, or longer, is somebody who plays. */
    private static final int MOST_SERIALS = 32;

    private static final int LONGEST_SERIAL = 40;

    /**
     * @param serials the suffixes without separator that the site named, and what connector each
     *     one means (empty text when it did not say); empty to go by those that the station used
     */
    private record Setting(String separator, String restore, Map<String, String> serials) {

        boolean restores() {
            return !restore.equals(PLAIN);
        }
    }

    private final CardForms forms;

    /**
     * @param memory where the forms are looked up when an answer unwinds
     */
    public StripIdTagSuffix(RuleMemory memory) {
        this.forms = new CardForms(ID, memory);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Use use(Parameters parameters) {
        Setting setting =
                new Setting(
                        parameters.text("separator").orElse("_"),
                        parameters.word("restore", AS_USED, List.of(AS_USED, PLAIN, EXPANDED)),
                        serials(parameters));
        return context ->
                context.call().direction() == Direction.UP
                        ? strip(context, setting)
                        : setting.restores() ? restore(context, setting) : context.call().payload();
    }

    private static Map<String, String> serials(Parameters parameters) {
        Map<String, String> serials = new LinkedHashMap<>();
        if (parameters.text("serials").isEmpty()) {
            return serials;
        }
        for (String part : parameters.items("serials")) {
            String[] sides = part.split("=", -1);
            if (sides[0].isBlank() || sides.length > 2) {
                throw parameters.wrong(
                        "serials",
                        "has "
                                + part
                                + "; write serials with commas between, each with the connector"
                                + " that it means: 17101357=1,17101358=2");
            }
            String connector = sides.length == 1 ? "" : sides[1].strip();
            if (sides.length == 2) {
                parameters.number("serials", connector, 1);
            }
            serials.put(sides[0].strip(), connector);
        }
        if (serials.size() > MOST_SERIALS) {
            throw parameters.wrong("serials", "has more than " + MOST_SERIALS);
        }
        return serials;
    }

    private Payload strip(RuleContext context, Setting setting) {
        if (setting.restores() && IdTags.areAnswered(context.call().action())) {
            context.undo(Payload.of(STATION, context.call().station().value()));
        }
        return IdTags.change(
                context.call().payload(),
                (path, tag) -> {
                    String plain = plain(tag, setting.separator());
                    boolean fresh = forms.remember(context, plain, tag);
                    if (!plain.equals(tag)) {
                        String serial =
                                tag.substring(plain.length() + setting.separator().length());
                        context.note(note(path, tag, plain, hint(context, setting, serial)));
                        if (setting.serials().isEmpty() && CardForms.isKept(plain)) {
                            rememberSerial(context, serial, fresh);
                        }
                    }
                    return plain;
                });
    }

    private static String plain(String tag, String separator) {
        int at = tag.indexOf(separator);
        // A tag that begins with the separator has nothing in front of it that could be a card.
        return at <= 0 ? tag : tag.substring(0, at);
    }

    /** Where the card was shown, as far as the suffix tells. */
    private static String hint(RuleContext context, Setting setting, String serial) {
        if (serial.isBlank()) {
            return "the suffix is the station's own";
        }
        String connector = setting.serials().getOrDefault(serial, "");
        Call call = context.call();
        LOG.debug(
                "station={} action={} id={} the card was shown at serial={} connector={}",
                call.station(),
                call.action(),
                call.messageId(),
                serial,
                connector);
        return "the suffix is the station's own: shown at "
                + serial
                + (connector.isEmpty() ? "" : ", connector " + connector);
    }

    /**
     * @param fresh whether a card was remembered just now: the serials must not become the oldest
     *     of the memory, which are the next to be forgotten
     */
    private static void rememberSerial(RuleContext context, String serial, boolean fresh) {
        if (serial.contains(",") || serial.isBlank() || serial.length() > LONGEST_SERIAL) {
            return;
        }
        Set<String> known = new LinkedHashSet<>(remembered(context));
        boolean isNew = known.add(serial);
        if (!isNew && !fresh) {
            return;
        }
        List<String> kept = List.copyOf(known);
        int from = Math.max(0, kept.size() - MOST_SERIALS);
        context.remember(SERIALS, String.join(",", kept.subList(from, kept.size())));
    }

    private static List<String> remembered(RuleContext context) {
        return context.remembered(SERIALS).map(text -> List.of(text.split(","))).orElse(List.of());
    }

    private Payload restore(RuleContext context, Setting setting) {
        Payload listed = context.call().payload();
        if (!listed.objects(IdTags.LIST).isEmpty()) {
            listed = listed.with(IdTags.LIST, list(context, setting, listed));
        }
        return IdTags.changeOwn(
                listed,
                "",
                (path, tag) -> {
                    Optional<String> used = forms.used(context, tag);
                    used.ifPresent(
                            form -> context.note(note(path, tag, form, "as the station used it")));
                    return used.orElse(tag);
                });
    }

    /** Every entry in the form, or the forms, that the station recognises. */
    private List<Object> list(RuleContext context, Setting setting, Payload call) {
        List<?> entries = (List<?>) call.get(IdTags.LIST);
        boolean differential = new SendLocalList(call).isDifferential();
        Set<String> serials =
                setting.serials().isEmpty()
                        ? new LinkedHashSet<>(remembered(context))
                        : setting.serials().keySet();
        Set<String> given = new HashSet<>();
        new SendLocalList(call)
                .entries()
                .forEach(
                        entry -> entry.idTag().map(StripIdTagSuffix::folded).ifPresent(given::add));
        List<Object> list = new ArrayList<>(entries.size());
        int changed = 0;
        for (Object item : entries) {
            if (!(item instanceof Payload entry) || entry.text(IdTags.ID_TAG).isEmpty()) {
                list.add(item);
                continue;
            }
            String tag = entry.text(IdTags.ID_TAG).get();
            Payload parent = withParent(context, entry);
            List<String> written = forms(context, setting, entry, differential, serials);
            boolean same = written.equals(List.of(tag)) && parent.equals(entry);
            changed += same ? 0 : 1;
            for (String form : written) {
                // The CSMS may name a card with its suffix itself; that entry counts.
                if (form.equals(tag) || !given.contains(folded(form))) {
                    list.add(parent.with(IdTags.ID_TAG, form));
                }
            }
        }
        if (changed > 0) {
            boolean more = list.size() != entries.size();
            String size = more ? "; " + entries.size() + " entries became " + list.size() : "";
            String reason = changed + " cards are in the form that the station recognises" + size;
            context.note(IdTags.listed(reason));
        }
        return list;
    }

    private Payload withParent(RuleContext context, Payload entry) {
        return entry.changing(
                IdTags.INFO,
                info ->
                        info.text(IdTags.PARENT)
                                .flatMap(parent -> forms.used(context, parent))
                                .map(used -> info.with(IdTags.PARENT, used))
                                .orElse(info));
    }

    /**
     * The forms in which an entry goes into the station's list. What takes a right away (no {@code
     * idTagInfo}, or another status than Accepted) must meet every form that the station may hold.
     */
    private List<String> forms(
            RuleContext context,
            Setting setting,
            Payload entry,
            boolean differential,
            Set<String> serials) {
        String tag = entry.text(IdTags.ID_TAG).orElseThrow();
        Optional<String> used = forms.used(context, tag);
        boolean suffixed = !plain(tag, setting.separator()).equals(tag);
        boolean accepts = IdTagInfo.in(entry).filter(IdTagInfo::isAccepted).isPresent();
        boolean takesAway = differential && !accepts;
        boolean everywhere = takesAway || setting.restore().equals(EXPANDED);
        if (suffixed || !everywhere || serials.isEmpty()) {
            return List.of(used.orElse(tag));
        }
        // The station's own capitals, where it has shown the card.
        String card = used.map(form -> plain(form, setting.separator())).orElse(tag);
        Set<String> forms = new LinkedHashSet<>();
        serials.forEach(serial -> forms.add(card + setting.separator() + serial));
        used.ifPresent(forms::add);
        if (takesAway) {
            forms.add(tag);
        }
        return List.copyOf(forms);
    }

    @Override
    public Answer unwind(Payload data, Answer.Result answer) {
        StationId station = new StationId(data.text(STATION).orElseThrow());
        return answer.withPayload(
                IdTags.change(
                        answer.payload(), (path, tag) -> forms.used(station, tag).orElse(tag)));
    }

    private static String folded(String tag) {
        return tag.toLowerCase(Locale.ROOT);
    }

    private static Note note(String path, String original, String result, String reason) {
        return Note.renamed(path, original, result, reason);
    }
}

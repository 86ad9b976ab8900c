package dev.substation.dialect;

import dev.substation.model.Loss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One object of one dialect: its fields in the order of the contract. Names are canonical; each
 * field knows what it is called on the wire, so that reading and writing need one pass.
 *
 * @param fields in the contract's order
 * @param byName by canonical name
 * @param byWire by the name on the wire; fields that the canonical tree lacks are not in it
 * @param lacking canonical fields that the dialect lacks, with the reason
 * @param surplus wire fields that the canonical tree lacks, with the reason
 * @param whole whether an object is left out as a whole when a part of it cannot be said
 */
record Shape(
        List<Field> fields,
        Map<String, Field> byName,
        Map<String, Field> byWire,
        Map<String, String> lacking,
        Map<String, String> surplus,
        boolean whole) {

    /** What a field holds. */
    enum Kind {
        TEXT("text"),
        URI("a URI as text"),
        TIME("a time as text"),
        INTEGER("an integer"),
        DECIMAL("a number"),
        BOOLEAN("true or false"),
        OBJECT("an object");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** For the sentence "... must be ...". */
        String words() {
            return words;
        }
    }

    /** Where a field stands in XML. */
    enum Place {
        ELEMENT,
        ATTRIBUTE,
        CONTENT
    }

    /**
     * What a word becomes on the other side.
     *
     * @param text empty when the other side has no word for it
     */
    record Word(String text, Loss loss, String reason) {}

    /**
     * One field.
     *
     * @param name canonical
     * @param wire the name of the element or attribute
     * @param inner the element that repeats inside the wire element, where a list is nested one
     *     level deeper than in the canonical tree; empty elsewhere
     * @param words the enumeration on the wire; empty when any text will do
     * @param maxLength in characters; {@code Integer.MAX_VALUE} when there is no limit
     * @param fractionDigits of a decimal; {@code Integer.MAX_VALUE} when there is no limit
     * @param in wire words that are called otherwise in the canonical tree
     * @param out canonical words that are called otherwise on the wire
     * @param spellings the words of any version, when there is an enumeration
     * @param shape of an object; {@link #NONE} elsewhere
     */
    record Field(
            String name,
            String wire,
            String inner,
            Place place,
            Kind kind,
            boolean required,
            boolean many,
            Set<String> words,
            int maxLength,
            int fractionDigits,
            Map<String, Word> in,
            Map<String, Word> out,
            Spellings spellings,
            Shape shape) {

        /** The word of an enumeration that is meant; the text itself where there is none. */
        String spelled(String text) {
            return spellings.meant(text);
        }

        /** The word of this contract that is meant, in any spelling and of any version. */
        Optional<String> word(String text) {
            if (words.contains(text)) {
                return Optional.of(text);
            }
            String known = spelled(text.strip());
            Word other = out.getOrDefault(known, in.get(known));
            return Optional.of(other == null ? known : other.text()).filter(words::contains);
        }

        boolean isNested() {
            return !inner.isEmpty();
        }

        /** Whether text of this kind is collapsed, as XML Schema says for all but plain text. */
        boolean collapses() {
            return kind != Kind.TEXT || !words.isEmpty();
        }
    }

    /** The shape of what is no object. */
    static final Shape NONE = of(List.of(), Map.of(), Map.of(), false);

    static Shape of(
            List<Field> fields,
            Map<String, String> lacking,
            Map<String, String> surplus,
            boolean whole) {
        Map<String, Field> byName = new LinkedHashMap<>();
        Map<String, Field> byWire = new LinkedHashMap<>();
        for (Field field : fields) {
            byName.put(field.name(), field);
            byWire.put(field.wire(), field);
        }
        return new Shape(List.copyOf(fields), byName, byWire, lacking, surplus, whole);
    }

    /** The field that is an element's own text, or null where there are child elements. */
    Field content() {
        for (Field field : fields) {
            if (field.place() == Place.CONTENT) {
                return field;
            }
        }
        return null;
    }
}

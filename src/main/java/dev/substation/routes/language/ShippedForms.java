package dev.substation.routes.language;

import dev.substation.routes.rules.RuleBook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The forms of rules that come with the program. A site has them without a file; a file of the same
 * name in its {@code rules/} counts instead (docs/adr/0056-shipped-rules.md).
 */
public final class ShippedForms {

    private static final String PLACE = "/shipped-rules/";
    private static final String ENDING = ".kamelet.yaml";

    private ShippedForms() {}

    /** The forms of the rules in a book, in the order of their names. */
    public static List<RouteFile> of(RuleBook book) {
        return book.ids().stream()
                .flatMap(
                        id ->
                                text(id)
                                        .map(
                                                text ->
                                                        new RouteFile(
                                                                fileName(id),
                                                                RouteFile.Kind.SHIPPED_FORM,
                                                                text))
                                        .stream())
                .toList();
    }

    /** Where a site may write a form of its own, within its folder. */
    public static String fileName(String rule) {
        return RouteFolder.RULES + rule + ENDING;
    }

    /** The form of one rule; empty for a rule that does not come with the program. */
    public static Optional<String> text(String rule) {
        try (InputStream form = ShippedForms.class.getResourceAsStream(PLACE + rule + ENDING)) {
            return form == null
                    ? Optional.empty()
                    : Optional.of(new String(form.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of a folder that count in place of a shipped form and differ from it. */
    public static List<String> replaced(RouteFolder folder) {
        return folder.files().stream()
                .filter(file -> file.kind() == RouteFile.Kind.FORM && differs(file))
                .map(RouteFile::name)
                .toList();
    }

    private static boolean differs(RouteFile file) {
        String name = file.name();
        return name.endsWith(ENDING)
                && text(name.substring(RouteFolder.RULES.length(), name.length() - ENDING.length()))
                        .filter(shipped -> !shipped.equals(file.text()))
                        .isPresent();
    }
}

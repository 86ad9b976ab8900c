package dev.substation.routes.workbench;

import dev.substation.model.Misspelt;
import dev.substation.routes.language.ShippedForms;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** {@code gw routes show} and {@code copy}: the forms that come with the program. */
final class FormsCommand {

    private static final int OK = 0;
    private static final int FAILED = 1;

    private final Path routes;
    private final PrintStream out;

    /**
     * @param routes the folder of the home
     */
    FormsCommand(Path routes, PrintStream out) {
        this.routes = routes;
        this.out = out;
    }

    private static TreeSet<String> names() {
        return new TreeSet<>(RuleBook.shipped(new RuleMemory(List.of())).ids());
    }

    /** The names of all rules, one a line; of those that the site replaces, with the file. */
    int list() {
        for (String rule : names()) {
            String own = ShippedForms.fileName(rule);
            boolean replaced = Files.exists(routes.resolve(own));
            out.println(replaced ? "%s (the site has its own %s)".formatted(rule, own) : rule);
        }
        return OK;
    }

    /** The shipped form of a rule. */
    int show(String rule) {
        Optional<String> form = ShippedForms.text(rule);
        form.ifPresentOrElse(out::print, () -> missing(rule));
        return form.isPresent() ? OK : FAILED;
    }

    /** Writes the shipped form into the site's folder, where it can be changed. */
    int copy(String rule) {
        Optional<String> form = ShippedForms.text(rule);
        if (form.isEmpty()) {
            missing(rule);
            return FAILED;
        }
        Path file = routes.resolve(ShippedForms.fileName(rule));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(Files.createFile(file), form.get());
            out.println(
                    "%s is written. From now on it counts in place of the form that comes with the program, also after an update; delete it to have that again."
                            .formatted(file));
            return OK;
        } catch (FileAlreadyExistsException e) {
            out.println("%s exists already and is left as it is".formatted(file));
        } catch (IOException e) {
            out.println("%s cannot be written (%s)".formatted(file, e));
        }
        return FAILED;
    }

    private void missing(String rule) {
        out.println(
                "there is no rule %s in this version; there are %s"
                        .formatted(rule, new Misspelt(rule).nearest(names())));
    }
}

package dev.substation.routes.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.language.RouteGrammar;
import dev.substation.routes.language.RuleForm;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Each rule has a form, cases that show it both ways, and a page made of the two. */
class RulePagesTest {

    private static final Path FOLDER = Path.of("camel-routes");
    private static final RuleBook BOOK = RuleBook.shipped(new RuleMemory(List.of()));

    private static Map<String, RuleForm> forms() throws BadRoutes {
        Map<String, RuleForm> forms = new TreeMap<>();
        RouteGrammar.read(RouteFolder.read(FOLDER).files(), BOOK, new ArrayList<>())
                .forms()
                .forEach((id, form) -> forms.put(id, form.form()));
        return forms;
    }

    static Set<String> rules() {
        return BOOK.ids();
    }

    @Test
    void everyRuleHasAFormAndEveryFormARule() throws BadRoutes {
        assertEquals(rules(), forms().keySet());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHasAPage(String rule) throws Exception {
        RuleForm form = forms().get(rule);
        List<Map<String, Object>> examples =
                cases(rule).stream()
                        .filter(one -> Boolean.TRUE.equals(one.get("example")))
                        .toList();

        GeneratedPage.compare("rules/" + rule + ".md", RulePage.of(form, examples));
    }

    @Test
    void oneTableListsThemAll() throws Exception {
        GeneratedPage.compare("rules/README.md", RulePage.index(forms().values()));
    }

    @Test
    void noPageIsLeftOfARuleThatIsNoMore() throws IOException {
        Set<String> pages = new TreeSet<>(rules());
        pages.add("README");

        assertEquals(pages, namesIn(Path.of("docs/rules"), ".md"));
        assertEquals(rules(), namesIn(FOLDER.resolve("rules/tests"), ".yaml"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHasCasesForBothWays(String rule) throws IOException {
        Set<Object> directions =
                cases(rule).stream()
                        .map(one -> ((Map<?, ?>) one.get("given")).get("direction"))
                        .collect(Collectors.toSet());

        assertEquals(Set.of("up", "down"), directions);
        assertTrue(
                cases(rule).stream().anyMatch(one -> Boolean.TRUE.equals(one.get("example"))),
                "no case is marked example: true");
        cases(rule).forEach(one -> assertEquals(rule, ((Map<?, ?>) one.get("rule")).get("name")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theGuideNamesEveryRule(String rule) throws IOException {
        String guide = Files.readString(Path.of("docs/rules-guide.md"));

        assertTrue(
                guide.contains("[`" + rule + "`](rules/" + rule + ".md)"),
                "docs/rules-guide.md has no line for it");
    }

    private static Set<String> namesIn(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().replace(ending, ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> cases(String rule) throws IOException {
        Path file = FOLDER.resolve("rules/tests/" + rule + ".yaml");
        Object cases =
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return cases instanceof List<?> list
                ? (List<Map<String, Object>>) list
                : List.of((Map<String, Object>) cases);
    }
}

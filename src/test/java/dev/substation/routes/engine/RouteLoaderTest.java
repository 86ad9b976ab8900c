package dev.substation.routes.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What Camel can do here, whatever a folder asks for. */
class RouteLoaderTest {

    @Test
    void camelItselfKnowsNoOtherScheme() throws Exception {
        RuleBook book = RuleBook.shipped(new RuleMemory(List.of()));
        try (DefaultCamelContext context = RouteLoader.context(book, "test")) {
            context.start();

            assertThrows(Exception.class, () -> context.getEndpoint("file:/tmp"));
            assertThrows(Exception.class, () -> context.resolveLanguage("groovy"));
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            context.resolveLanguage("bean")
                                    .createExpression(
                                            null, new Object[] {null, "body", ".getClass()"}));
        }
    }
}

package dev.substation.routes.engine;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;
import org.apache.camel.support.ExpressionAdapter;

/**
 * Stands where {@code simple} looks for Camel's bean language: {@code ${body[idTag]}} names a field
 * of the payload, and nothing can call a method.
 */
final class FieldLanguage implements Language {

    private static final Pattern STEP = Pattern.compile("\\[([\\w.-]+)]");
    private static final Pattern PATH = Pattern.compile("(" + STEP.pattern() + ")+");

    @Override
    public Expression createExpression(String expression) {
        throw refused(expression);
    }

    @Override
    public Predicate createPredicate(String expression) {
        throw refused(expression);
    }

    /**
     * @param properties as {@code simple} hands them over: type, object, path
     */
    @Override
    public Expression createExpression(String expression, Object[] properties) {
        String path = properties.length == 3 ? String.valueOf(properties[2]) : "";
        if (!PATH.matcher(path).matches()) {
            throw refused(expression == null ? path : expression);
        }
        Object found = field(properties[1], path);
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return found;
            }
        };
    }

    private static Object field(Object from, String path) {
        Object at = from;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            at = child(at, step.group(1));
        }
        return at;
    }

    private static Object child(Object parent, String name) {
        if (parent instanceof Map<?, ?> map) {
            return map.get(name);
        }
        if (parent instanceof List<?> list && name.matches("\\d{1,6}")) {
            int index = Integer.parseInt(name);
            return index < list.size() ? list.get(index) : null;
        }
        return null;
    }

    private static IllegalArgumentException refused(String expression) {
        return new IllegalArgumentException(
                expression + " is not allowed; write the name of a field, such as ${body[idTag]}");
    }
}

package dev.substation.app.support;

import dev.substation.app.settings.SecretKeys;
import dev.substation.dialect.Secrets;
import dev.substation.yaml.YamlNode;
import dev.substation.yaml.YamlReader;
import java.util.Optional;

/**
 * {@code site.yaml} written again without secrets and comments. What is a secret is known by its
 * key, as in the message log; a reference such as {@code ${file:keys/password}} is none.
 */
public final class SettingsText {

    private static final String HIDDEN = "***";
    private static final String REFERENCE = "\\$\\{[^}]*\\}";

    /** Names a person's account. */
    private static final String USER = "user";

    private final Secrets secrets;
    private final StringBuilder text = new StringBuilder();

    private SettingsText(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The text, or why there is none.
     *
     * @param secrets of the site, or the usual ones when the site cannot be read
     */
    public static String of(String yaml, Secrets secrets) {
        try {
            SettingsText written = new SettingsText(secrets);
            Optional<YamlNode> root = new YamlReader().document(yaml);
            root.ifPresent(node -> written.node(node, 0, false));
            return written.text.toString();
        } catch (YamlReader.NotYaml e) {
            return "site.yaml cannot be read as YAML, so it is not here: "
                    + e.getMessage()
                    + System.lineSeparator();
        }
    }

    private void node(YamlNode node, int depth, boolean secret) {
        if (node instanceof YamlNode.Section section) {
            for (YamlNode.Field field : section.fields()) {
                String name = scalar(field.name());
                boolean hidden =
                        secret
                                || secrets.isSecret(name)
                                || SecretKeys.contains(name)
                                || name.equals(USER);
                text.append("  ".repeat(depth)).append(quoted(name)).append(':');
                value(field.value(), depth + 1, hidden);
            }
        } else if (node instanceof YamlNode.Items items) {
            for (YamlNode item : items.items()) {
                text.append("  ".repeat(depth)).append('-');
                value(item, depth + 1, secret);
            }
        }
    }

    private void value(YamlNode node, int depth, boolean secret) {
        if (node instanceof YamlNode.Scalar scalar) {
            text.append(' ').append(shown(scalar, secret)).append('\n');
        } else {
            text.append('\n');
            node(node, depth, secret);
        }
    }

    private String shown(YamlNode.Scalar scalar, boolean secret) {
        String value = scalar.text();
        if (scalar.kind() != YamlNode.Kind.TEXT && !secret) {
            return CardNumbers.hiddenIn(value);
        }
        boolean hidden = secret && !value.isEmpty() && !value.matches(REFERENCE);
        return quoted(hidden ? HIDDEN : CardNumbers.hiddenIn(secrets.inText(value)));
    }

    private static String scalar(YamlNode name) {
        return name instanceof YamlNode.Scalar scalar ? scalar.text() : "";
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z][\\w-]*")
                ? value
                : '"' + value.replaceAll("\\p{Cntrl}", " ").replaceAll("[\\\\\"]", "\\\\$0") + '"';
    }
}

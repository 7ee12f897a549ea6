package io.myq.spring.autoconfigure.diagnostics;

import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** Says in the names and values of properties what the client says in those of the Config tree. Stateless; any thread. */
public final class PropertyNames {

    /** A leaf as the client names it, such as {@code Producer.MaxMessageBytes}, wherever it stands in a sentence. */
    private static final Pattern LEAF = Pattern.compile("\\b[A-Z][A-Za-z]*(?:\\.[A-Z][A-Za-z]*)+\\b");

    /** A constant as Java writes it, such as {@code WAIT_FOR_ALL}. */
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z]+(?:_[A-Z]+)+\\b");

    private PropertyNames() {}

    /** A sentence, with every leaf and constant in it as properties have them. */
    public static String inText(String text) {
        String named = LEAF.matcher(text).replaceAll(match -> ofLeaf(match.group()));
        return CONSTANT.matcher(named)
                .replaceAll(match -> match.group().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The property of a leaf: {@code myq.producer.max-message-bytes} of {@code Producer.MaxMessageBytes}. */
    static String ofLeaf(String leaf) {
        StringBuilder name = new StringBuilder("myq");
        for (String element : leaf.split("\\.")) {
            boolean word = element.chars().anyMatch(Character::isLowerCase);
            String camelCase = !word
                    ? element.toLowerCase(Locale.ROOT)
                    : Character.toLowerCase(element.charAt(0))
                            + element.substring(1).replaceAll("ID$", "Id");
            name.append('.').append(DataObjectPropertyName.toDashedForm(camelCase));
        }
        return name.toString();
    }
}

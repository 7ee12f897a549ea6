package io.myq.spring.autoconfigure.diagnostics;

import io.myq.error.ConfigurationException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with the configuration in the names of the properties, not in those of the Config tree. Stateless. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

    /** A leaf as the client names it, such as {@code Producer.MaxMessageBytes}, wherever it stands in a sentence. */
    private static final Pattern LEAF = Pattern.compile("\\b[A-Z][A-Za-z]*(?:\\.[A-Z][A-Za-z]*)+\\b");

    /** A constant as Java writes it, such as {@code WAIT_FOR_ALL}. */
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z]+(?:_[A-Z]+)+\\b");

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
        String description = cause.violations().stream()
                .map(violation -> "    " + property(violation.leaf()) + " " + inProperties(violation.problem()))
                .collect(Collectors.joining("\n", "The configuration cannot work:\n\n", ""));
        return new FailureAnalysis(description, "Correct the values of these properties.", cause);
    }

    static String inProperties(String text) {
        String named = LEAF.matcher(text).replaceAll(match -> property(match.group()));
        return CONSTANT.matcher(named)
                .replaceAll(match -> match.group().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    static String property(String leaf) {
        StringBuilder name = new StringBuilder("myq");
        for (String element : leaf.split("\\.")) {
            boolean word = element.chars().anyMatch(Character::isLowerCase);
            String camelCase = !word
                    ? element.toLowerCase(Locale.ROOT)
                    : Character.toLowerCase(element.charAt(0)) + element.substring(1).replaceAll("ID$", "Id");
            name.append('.').append(DataObjectPropertyName.toDashedForm(camelCase));
        }
        return name.toString();
    }
}

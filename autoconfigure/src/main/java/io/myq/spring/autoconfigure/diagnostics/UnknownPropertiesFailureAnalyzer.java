package io.myq.spring.autoconfigure.diagnostics;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which properties do not exist, where they are written, and which were probably meant. Stateless. */
final class UnknownPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<UnknownPropertiesException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownPropertiesException cause) {
        String description = cause.properties().stream()
                .map(property ->
                        "    " + property.name() + (property.origin() == null ? "" : " (at " + property.origin() + ")"))
                .collect(Collectors.joining("\n", "These properties do not exist:\n\n", ""));
        String action = cause.properties().stream()
                .map(property -> "    " + property.name() + " -> " + property.suggestion())
                .collect(Collectors.joining("\n", "Correct or remove them. The nearest that exist:\n\n", ""));
        return new FailureAnalysis(description, action, cause);
    }
}

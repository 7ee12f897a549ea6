package io.myq.spring.autoconfigure.diagnostics;

import io.myq.error.ConfigurationException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with the configuration in the names of the properties, not in those of the Config tree. Stateless. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
        String description = cause.violations().stream()
                .map(violation -> "    " + PropertyNames.ofLeaf(violation.leaf()) + " "
                        + PropertyNames.inText(violation.problem()))
                .collect(Collectors.joining("\n", "The configuration cannot work:\n\n", ""));
        return new FailureAnalysis(description, "Correct the values of these properties.", cause);
    }
}

package io.myq.spring.autoconfigure.diagnostics;

import io.myq.spring.listener.ListenerDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which listener method cannot work, and what to change. Stateless. */
final class ListenerDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<ListenerDefinitionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ListenerDefinitionException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}

package io.myq.spring.autoconfigure;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** How long the application may take to shut down, as Boot's own property says. Stateless. */
final class ShutdownTime {

    private static final Duration BOOT_DEFAULT = Duration.ofSeconds(30);

    private ShutdownTime() {}

    /** For one phase. */
    static Duration phaseTimeout(Environment environment) {
        return Binder.get(environment)
                .bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
                .orElse(BOOT_DEFAULT);
    }

    /** For what runs within a phase: a little less, so that its own report comes before Spring gives up waiting. */
    static Duration withinPhase(Environment environment) {
        return phaseTimeout(environment).multipliedBy(9).dividedBy(10);
    }
}

package io.myq.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.spring.autoconfigure.MyqAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Starts applications that have no cluster, and reads what a person reads when one does not start. */
public final class Startup {

    private Startup() {}

    /** With a {@link FakeClient}, so that what is tested is Spring's part. */
    public static ApplicationContextRunner withoutCluster() {
        return realClient().withBean("myqClient", FakeClient.class, FakeClient::new);
    }

    public static ApplicationContextRunner realClient() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MyqAutoConfiguration.class))
                .withPropertyValues("spring.application.name=shop");
    }

    /** Description and action, as the failure analysis of Boot prints them. */
    public static FailureAnalysis failure(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        SpringFactoriesLoader.FailureHandler.logging(
                                org.apache.commons.logging.LogFactory.getLog(Startup.class)))
                .stream()
                .filter(analyzer -> analyzer.getClass().getName().startsWith("io.myq."))
                .map(analyzer -> analyzer.analyze(context.getStartupFailure()))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody explains it", context.getStartupFailure()));
    }
}

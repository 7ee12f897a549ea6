package io.myq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that every leaf has to keep, whoever adds one. */
class LeavesTest {

    private static final Config DEFAULTS = Config.defaults();

    /**
     * A leaf or branch that is an object.
     *
     * @param path names of the components down to it
     */
    record Leaf(List<String> path, RecordComponent component) {

        boolean nullable() {
            return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        }

        /** In whatever case. */
        String name() {
            return String.join(".", path).replace("returns", "return").replace("defaultBytes", "default");
        }

        Config set(@Nullable Object value) {
            return (Config) LeavesTest.set(DEFAULTS, path, value);
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static Stream<Leaf> leaves() {
        List<Leaf> all = new ArrayList<>();
        collect(List.of(), Config.class, all);
        return all.stream();
    }

    private static void collect(List<String> parent, Class<?> node, List<Leaf> all) {
        for (RecordComponent component : node.getRecordComponents()) {
            List<String> path = new ArrayList<>(parent);
            path.add(component.getName());
            if (!component.getType().isPrimitive()) {
                all.add(new Leaf(path, component));
            }
            if (component.getType().isRecord()) {
                collect(path, component.getType(), all);
            }
        }
    }

    private static Record set(Record node, List<String> path, @Nullable Object value) {
        RecordComponent[] components = node.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getAccessor().invoke(node);
                if (components[i].getName().equals(path.get(0))) {
                    values[i] = path.size() == 1 ? value : set((Record) values[i], path.subList(1, path.size()), value);
                }
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return node.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Violation> violations(Config config) {
        ConfigurationException thrown = catchThrowableOfType(ConfigurationException.class, config::validate);
        assertThat(thrown).as("nothing was found").isNotNull();
        return thrown.violations();
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void mayBeNullOnlyWhenItIsMarkedNullable(Leaf leaf) {
        Config config = leaf.set(null);
        if (leaf.nullable()) {
            assertThatCode(config::validate).doesNotThrowAnyException();
        } else {
            assertThat(violations(config)).singleElement().satisfies(violation -> {
                assertThat(violation.leaf()).isEqualToIgnoringCase(leaf.name());
                assertThat(violation.problem()).isEqualTo("must not be null");
            });
        }
    }

    static Stream<Leaf> durations() {
        return leaves().filter(leaf -> leaf.component().getType() == Duration.class);
    }

    @ParameterizedTest
    @MethodSource("durations")
    void aDurationThatNobodyCanMeanIsRefused(Leaf leaf) {
        for (Duration tooLong : List.of(
                Duration.ofMillis(Integer.MAX_VALUE).plusNanos(1),
                Duration.ofDays(300 * 365),
                Duration.ofSeconds(Long.MAX_VALUE, 1_000_000))) {
            assertThat(violations(leaf.set(tooLong))).singleElement().satisfies(violation -> {
                assertThat(violation.leaf()).isEqualToIgnoringCase(leaf.name());
                assertThat(violation.problem()).startsWith("must be at most 2147483647ms (24 days), but is ");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("durations")
    void aDurationBelowEverythingIsRefusedToo(Leaf leaf) {
        assertThat(violations(leaf.set(Duration.ofSeconds(Long.MIN_VALUE, 1_000_000))))
                .anySatisfy(violation -> assertThat(violation.leaf()).isEqualToIgnoringCase(leaf.name()));
    }

    @Test
    void nullsAreReportedWithAllTheRestInTheOrderOfTheTree() {
        Config broken = DEFAULTS.withClientId(null)
                .withPanicHandler(null)
                .withNet(DEFAULTS.net().withDialTimeout(null).withMaxOpenRequests(0))
                .withMetadata(null)
                .withProducer(DEFAULTS.producer()
                        .withMaxMessageBytes(0)
                        .withTimeout(null)
                        .withReturns(null)
                        .withCompression(null)
                        .withTransaction(new TransactionConfig(" ", null, null)));
        assertThat(violations(broken))
                .extracting(violation -> violation.leaf() + " " + violation.problem())
                .containsExactly(
                        "ClientID must not be null",
                        "Net.MaxOpenRequests must be at least 1, but is 0",
                        "Net.DialTimeout must not be null",
                        "Metadata must not be null",
                        "Producer.MaxMessageBytes must be at least 1, but is 0",
                        "Producer.Timeout must not be null",
                        "Producer.Compression must not be null",
                        "Producer.Transaction.ID must not be blank",
                        "Producer.Transaction.Timeout must not be null",
                        "Producer.Transaction.Retry must not be null",
                        "Producer.Return must not be null",
                        "PanicHandler must not be null");
    }

    @Test
    void nothingIsSaidOfWhatDependsOnANull() {
        Config broken = DEFAULTS.withProducer(DEFAULTS.producer()
                .withCompression(null)
                .withCompressionLevel(7)
                .withDeliveryTimeout(null)
                .withLinger(Duration.ofHours(1)));
        assertThat(violations(broken))
                .extracting(Violation::leaf)
                .containsExactly("Producer.Compression", "Producer.DeliveryTimeout");
    }

    @Test
    void listsMustNotContainNull() {
        GroupConfig group = DEFAULTS.consumer().group();
        Config broken = DEFAULTS.withProducer(DEFAULTS.producer().withInterceptors(Collections.singletonList(null)))
                .withConsumer(DEFAULTS.consumer()
                        .withInterceptors(Collections.singletonList(null))
                        .withGroup(group.withRebalance(
                                group.rebalance().withGroupStrategies(Collections.singletonList(null)))));
        assertThat(violations(broken))
                .extracting(violation -> violation.leaf() + " " + violation.problem())
                .containsExactly(
                        "Producer.Interceptors must not contain null",
                        "Consumer.Group.Rebalance.GroupStrategies must not contain null",
                        "Consumer.Interceptors must not contain null");
    }
}

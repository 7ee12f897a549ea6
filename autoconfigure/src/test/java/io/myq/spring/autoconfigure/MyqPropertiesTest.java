package io.myq.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.balance.BalanceStrategy;
import io.myq.config.Config;
import io.myq.error.ConfigurationException;
import io.myq.spring.autoconfigure.MyqPropertiesMapper.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds properties, metadata and Config tree together: whatever is added to one must be in the others. */
class MyqPropertiesTest {

    /** Leaves that are code: beans. */
    private static final Set<String> BEANS = Set.of(
            "myq.thread-factory",
            "myq.panic-handler",
            "myq.producer.interceptors",
            "myq.consumer.interceptors",
            "myq.consumer.retry.backoff-func",
            "myq.producer.retry.backoff-func",
            "myq.producer.transaction.retry.backoff-func");

    /** Leaves whose default cannot be written as a value. */
    private static final Map<String, String> UNSET = Map.of(
            "myq.producer.compression-level",
            "7",
            "myq.producer.linger",
            "77s",
            "myq.producer.transaction.id",
            "another",
            "myq.consumer.group.rebalance.strategy",
            "range",
            "myq.consumer.group.member.user-data",
            "another",
            "myq.consumer.group.instance-id",
            "another",
            "myq.consumer.rack-id",
            "another");

    private static final Config DEFAULTS = Config.defaults();

    private final Map<String, JsonNode> metadata = metadata();

    @Test
    void everyLeafOfTheConfigTreeHasAPropertyWithDescriptionTypeAndDefault() {
        leaves().forEach((name, value) -> {
            JsonNode property = metadata.get(name);
            assertThat(property).as(name).isNotNull();
            assertThat(property.path("description").asString("")).as(name).isNotBlank();
            assertThat(property.path("type").asString("")).as(name).isNotBlank();
            assertThat(property.has("defaultValue")).as(name).isEqualTo(!UNSET.containsKey(name));
            assertThat(value == null).as(name).isEqualTo(UNSET.containsKey(name));
        });
    }

    @Test
    void theDefaultsInTheMetadataAreThoseOfTheClient() {
        leaves().forEach((name, value) -> {
            if (value != null) {
                assertThat(converted(metadata.get(name), value)).as(name).isEqualTo(text(value));
            }
        });
    }

    @Test
    void withoutAnyPropertyTheConfigIsTheDefault() {
        assertThat(map(Map.of())).isEqualTo(DEFAULTS);
    }

    @Test
    void everyPropertyReachesItsLeaf() {
        for (String name : leaves().keySet()) {
            if (name.equals("myq.consumer.group.rebalance.group-strategies")) {
                continue;
            }
            Config changed = map(Map.of(name, otherThan(name)));
            Map<String, @Nullable Object> leaves = leaves(changed);
            Set<String> different = new LinkedHashSet<>();
            leaves.forEach((leaf, value) -> {
                if (!Objects.equals(value, leaves().get(leaf))) {
                    different.add(leaf);
                }
            });
            assertThat(different).containsExactly(name);
        }
    }

    @Test
    void everyPropertyIsDescribedAsBootDoes() {
        metadata.forEach((name, property) -> {
            String description = property.path("description").asString("");
            assertThat(description)
                    .as(name)
                    .matches("(?s)[A-Z].*\\.")
                    .doesNotStartWith("The ")
                    .doesNotStartWith("A ");
            if (property.path("type").asString().equals("java.lang.Boolean")) {
                assertThat(description).as(name).startsWith("Whether ");
            }
            if (property.path("type").asString().startsWith("java.util.List")) {
                assertThat(description).as(name).startsWith("Comma-separated list ");
            }
        });
    }

    @Test
    void deprecatedPropertiesNameWhatToUseInstead() {
        Map<String, String> replacements = new LinkedHashMap<>();
        metadata.forEach((name, property) -> {
            JsonNode deprecation = property.path("deprecation");
            if (!deprecation.isMissingNode()) {
                assertThat(deprecation.path("reason").asString("")).as(name).isNotBlank();
                assertThat(deprecation.path("level").asString("")).as(name).isEqualTo("warning");
                replacements.put(name, deprecation.path("replacement").asString(""));
            }
        });
        assertThat(replacements)
                .containsOnly(
                        Map.entry(
                                "myq.consumer.group.rebalance.strategy",
                                "myq.consumer.group.rebalance.group-strategies"),
                        Map.entry("myq.consumer.offsets.commit-interval", "myq.consumer.offsets.auto-commit.interval"));
        assertThat(metadata.keySet()).containsAll(replacements.values());
    }

    @Test
    void userDataIsTextOrBase64() {
        assertThat(map(Map.of("myq.consumer.group.member.user-data", "rack é"))
                        .consumer()
                        .group()
                        .member()
                        .userData())
                .isEqualTo("rack é".getBytes(UTF_8));
        assertThat(map(Map.of("myq.consumer.group.member.user-data", "base64:AP8B"))
                        .consumer()
                        .group()
                        .member()
                        .userData())
                .containsExactly(0, -1, 1);
        assertThatThrownBy(() -> map(Map.of("myq.consumer.group.member.user-data", "base64:?")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Consumer.Group.Member.UserData must be text, or Base64 behind 'base64:'");
    }

    @Test
    void healthCanBeSwitchedOffByADocumentedProperty() {
        assertThat(metadata).containsKey("management.health.myq.enabled");
    }

    private static Config map(Map<String, ?> values) {
        Binder binder = new Binder(new MapConfigurationPropertySource(values));
        MyqProperties properties = binder.bindOrCreate("myq", Bindable.of(MyqProperties.class));
        Plugins plugins = new Plugins(
                DEFAULTS.threadFactory(), DEFAULTS.panicHandler(), null, List.of(), List.of(), null, List.of());
        // the defaults' functions are made anew at each call
        return withFunctionsOf(DEFAULTS, MyqPropertiesMapper.toConfig(properties, plugins));
    }

    private static Config withFunctionsOf(Config defaults, Config config) {
        return config.withPanicHandler(defaults.panicHandler());
    }

    private static Map<String, @Nullable Object> leaves() {
        return leaves(DEFAULTS);
    }

    private static Map<String, @Nullable Object> leaves(Config config) {
        Map<String, @Nullable Object> leaves = new LinkedHashMap<>();
        collect("myq", config, leaves);
        BEANS.forEach(
                bean -> assertThat(leaves).as("no longer in the tree: " + bean).containsKey(bean));
        leaves.keySet().removeAll(BEANS);
        return leaves;
    }

    private static void collect(String prefix, Object node, Map<String, @Nullable Object> leaves) {
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            // a word of the language, or of the records, is no name in it
            String leaf = Map.of("returns", "return", "defaultBytes", "default")
                    .getOrDefault(component.getName(), component.getName());
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(leaf);
            Object value = value(component, node);
            if (value instanceof byte[] bytes) {
                value = bytes.length == 0 ? null : new String(bytes, UTF_8);
            }
            if (component.getType().isRecord()) {
                collect(name, value, leaves);
            } else {
                leaves.put(name, value);
            }
        }
    }

    private static @Nullable Object value(RecordComponent component, Object node) {
        try {
            return component.getAccessor().invoke(node);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object otherThan(String name) {
        Object value = leaves().get(name);
        if (value == null) {
            return UNSET.get(name);
        }
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof Duration) {
            return "77s";
        }
        if (value instanceof Enum<?> constant) {
            Object[] all = constant.getDeclaringClass().getEnumConstants();
            return all[(constant.ordinal() + 1) % all.length].toString();
        }
        return value instanceof Number ? "777" : "another";
    }

    /** The default as the metadata writes it, read as Boot reads properties of that type. */
    private static String converted(JsonNode property, @Nullable Object leaf) {
        JsonNode node = property.get("defaultValue");
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> texts.add(element.asString()));
        } else {
            texts.add(node.asString());
        }
        String type = property.get("type").asString();
        var conversion = ApplicationConversionService.getSharedInstance();
        if (type.equals(DataSize.class.getName())) {
            return String.valueOf(
                    conversion.convert(texts.get(0), DataSize.class).toBytes());
        }
        if (type.equals(Duration.class.getName())) {
            return String.valueOf(conversion.convert(texts.get(0), Duration.class));
        }
        if (leaf instanceof Enum<?> constant) {
            return String.valueOf(conversion.convert(texts.get(0), constant.getDeclaringClass()));
        }
        return String.join(",", texts).replace(", ", ",");
    }

    private static String text(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return String.join(
                    ",",
                    list.stream()
                            .map(strategy -> ((BalanceStrategy) strategy).name())
                            .toList());
        }
        return String.valueOf(value);
    }

    private static Map<String, JsonNode> metadata() {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        try {
            for (URL url : Collections.list(
                    MyqProperties.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
                try (InputStream in = url.openStream()) {
                    JsonMapper.shared().readTree(in).get("properties").forEach(property -> {
                        String name = property.get("name").asString();
                        if (name.startsWith("myq.") || name.startsWith("management.health.myq.")) {
                            properties.put(name, property);
                        }
                    });
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return properties;
    }
}

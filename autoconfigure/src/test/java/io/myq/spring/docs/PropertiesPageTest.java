package io.myq.spring.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The guide's page of properties is the metadata in another form. {@code -Dwrite-docs=true} writes it anew instead of
 * comparing.
 */
class PropertiesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "guide", "properties.md");

    private static final String HEAD = """
            # Properties

            All of `myq.*`, made from the metadata that editors complete from. Durations are written as `500ms`, `10s`, `2m`; sizes as `64KB`, `1MB`.
            A property that is not here stops the start, with the nearest one that is.

            What is code is a bean: `PartitionerConstructor`, `ProducerInterceptor` and `ConsumerInterceptor` (any number, in order), `BackoffFunction` (one for all retries, of batches, of transactions' requests and of consumers; it replaces both pauses), `BalanceStrategy`, `PanicHandler`, `ListenerErrorHandler`. What no property says, a bean of type `MyqConfigCustomizer` can change: also, for instance, give `Producer.Retry`, `Producer.Transaction.Retry` and `Consumer.Retry` functions of their own.

            | property | type | default | |
            |---|---|---|---|
            """;

    @Test
    void theGuidesPageSaysWhatTheMetadataSays() throws IOException {
        String page = HEAD
                + metadata()
                        .path("properties")
                        .valueStream()
                        .map(PropertiesPageTest::row)
                        .sorted()
                        .collect(Collectors.joining("\n", "", "\n"));
        if (Boolean.getBoolean("write-docs")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/guide/properties.md; -Dwrite-docs=true writes it anew")
                .isEqualTo(page);
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream json =
                PropertiesPageTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(json).as("the metadata that the processor writes").isNotNull();
            return JsonMapper.shared().readTree(new String(json.readAllBytes(), UTF_8));
        }
    }

    private static String row(JsonNode property) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        property.path("name").asString(),
                        type(property.path("type").asString()),
                        defaultValue(property.path("defaultValue")),
                        deprecation(property.path("deprecation"))
                                + property.path("description").asString().replace("|", "\\|"));
    }

    private static String deprecation(JsonNode deprecation) {
        return deprecation.isMissingNode()
                ? ""
                : "Deprecated: use `%s`. "
                        .formatted(deprecation.path("replacement").asString());
    }

    /** Without packages: {@code java.util.List<java.lang.String>} is a list of String. */
    private static String type(String type) {
        return type.replaceAll("[\\w.]+[.$](?=\\w)", "")
                .replace("<", " of ")
                .replace(",", " to ")
                .replace(">", "");
    }

    private static String defaultValue(JsonNode value) {
        if (value.isMissingNode()) {
            return "–";
        }
        return value.isArray()
                ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(",", "`", "`"))
                : "`" + value.asString() + "`";
    }
}

package io.myq.spring.listener;

import io.myq.MyqClient;
import io.myq.spring.annotation.QueueListener;
import io.myq.spring.convert.PayloadConverter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Turns annotations into containers: resolves placeholders, applies defaults, and refuses what cannot work. Stateless. */
public final class ListenerFactory {

    private final QueueListenerRegistry registry;
    private final ListenerDefaults defaults;
    private final PayloadConverter converter;
    private final ListenerErrorHandler errorHandler;
    private final Supplier<MyqClient> client;

    /** @param client asked for when the first listener starts */
    public ListenerFactory(
            QueueListenerRegistry registry,
            ListenerDefaults defaults,
            PayloadConverter converter,
            ListenerErrorHandler errorHandler,
            Supplier<MyqClient> client) {
        this.registry = registry;
        this.defaults = defaults;
        this.converter = converter;
        this.errorHandler = errorHandler;
        this.client = client;
    }

    /**
     * Registers one listener.
     *
     * @param placeholders resolves what is written in the annotation
     * @throws ListenerDefinitionException when it cannot work
     */
    void register(ListenerCandidate candidate, Function<String, @Nullable String> placeholders) {
        QueueListener annotation = candidate.annotation();
        Method method = candidate.method();
        UnaryText text = value -> {
            String resolved = placeholders.apply(value);
            return resolved == null ? "" : resolved.trim();
        };
        ListenerDefinition definition = new ListenerDefinition(
                id(text.of(annotation.id()), candidate),
                group(text.of(annotation.group()), method),
                topics(annotation, text, method),
                concurrency(text.of(annotation.concurrency()), method),
                autoStartup(text.of(annotation.autoStartup()), method),
                ListenerMethod.of(candidate, converter));
        var container = new QueueListenerContainer(definition, client, errorHandler, defaults.shutdownTimeout());
        if (defaults.instanceId() != null) {
            checkAlone(container);
        }
        registry.register(container);
    }

    /** Members of one group and one name would fence each other off for ever. */
    private void checkAlone(QueueListenerContainer container) {
        for (QueueListenerContainer other : registry.getContainers()) {
            if (other.group().equals(container.group())) {
                throw new ListenerDefinitionException(
                        "Two listeners are members of group '" + container.group() + "' with one instance id, '"
                                + defaults.instanceId() + "': " + other.method() + " and " + container.method() + ".",
                        "Give one of them another group: @QueueListener(group = \"...\"), or remove"
                                + " myq.consumer.group.instance-id.");
            }
        }
    }

    private interface UnaryText {
        String of(String value);
    }

    /** One that nobody chose must not stand in anybody's way: overloads and repeated annotations get a number. */
    private String id(String chosen, ListenerCandidate candidate) {
        if (!chosen.isEmpty()) {
            return chosen;
        }
        String derived = candidate.beanName() + "." + candidate.method().getName();
        String id = derived;
        for (int i = 2; registry.isKnown(id); i++) {
            id = derived + "-" + i;
        }
        return id;
    }

    private String group(String chosen, Method method) {
        if (!chosen.isEmpty()) {
            return chosen;
        }
        if (defaults.group() == null) {
            throw new ListenerDefinitionException(
                    "Listener method " + ListenerDefinitionException.describe(method) + " has no consumer group.",
                    "Set spring.application.name, which is the default group of all listeners, or myq.consumer.group.id,"
                            + " or name a group at this one: @QueueListener(group = \"...\").");
        }
        return defaults.group();
    }

    private static ListenerTopics topics(QueueListener annotation, UnaryText text, Method method) {
        List<String> topics = new ArrayList<>();
        for (String value : annotation.topics()) {
            Arrays.stream(StringUtils.commaDelimitedListToStringArray(text.of(value)))
                    .map(String::trim)
                    .filter(topic -> !topic.isEmpty())
                    .forEach(topics::add);
        }
        String pattern = text.of(annotation.topicPattern());
        if (topics.isEmpty() && pattern.isEmpty()) {
            throw new ListenerDefinitionException(
                    "Listener method " + ListenerDefinitionException.describe(method) + " names no topic: "
                            + Arrays.toString(annotation.topics()) + " is empty.",
                    "Name at least one: @QueueListener(topics = \"...\"), or a pattern: @QueueListener(topicPattern ="
                            + " \"...\").");
        }
        if (!topics.isEmpty() && !pattern.isEmpty()) {
            throw new ListenerDefinitionException(
                    "Listener method " + ListenerDefinitionException.describe(method) + " has topics " + topics
                            + " and topicPattern '" + pattern + "'.",
                    "A member of a group reads topics by name or by pattern. Take one away, or make two listeners of it.");
        }
        return new ListenerTopics(List.copyOf(topics), pattern.isEmpty() ? null : pattern(pattern, method));
    }

    private static Pattern pattern(String regex, Method method) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw bad(
                    method,
                    "topicPattern",
                    regex,
                    "It must be a regular expression of Java, for the whole name of a topic: " + e.getDescription()
                            + " near index " + e.getIndex() + ".");
        }
    }

    private int concurrency(String chosen, Method method) {
        if (chosen.isEmpty()) {
            return defaults.concurrency();
        }
        try {
            int concurrency = Integer.parseInt(chosen);
            if (concurrency >= 1) {
                return concurrency;
            }
        } catch (NumberFormatException e) {
            throw bad(method, "concurrency", chosen, "It must be a whole number, at least 1.");
        }
        throw bad(method, "concurrency", chosen, "It must be a whole number, at least 1.");
    }

    private boolean autoStartup(String chosen, Method method) {
        return switch (chosen) {
            case "" -> defaults.autoStartup();
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(method, "autoStartup", chosen, "It must be true or false.");
        };
    }

    private static ListenerDefinitionException bad(Method method, String attribute, String value, String action) {
        return new ListenerDefinitionException(
                "Listener method " + ListenerDefinitionException.describe(method) + " has " + attribute + " '" + value
                        + "'.",
                action);
    }
}

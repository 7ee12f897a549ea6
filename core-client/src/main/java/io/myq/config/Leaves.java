package io.myq.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks a Config tree by its record components, for the rules that hold for every leaf alike. Owned by the validating
 * thread.
 */
final class Leaves {

    /**
     * The protocol and Kafka's own clients count milliseconds in 32 bits. Who wants to say "for ever" has enough with it, and
     * sums and nanoseconds in 64 bits cannot overflow.
     */
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    /** Words of Java, and of the records themselves, that sarama's names are; and the one Id that it does not capitalise. */
    private static final Map<String, String> SPELLINGS =
            Map.of("returns", "Return", "defaultBytes", "Default", "instanceId", "InstanceId");

    private final Violations violations;

    private Leaves(Violations violations) {
        this.violations = violations;
    }

    /**
     * A tree that every other rule can look at: what is unusable is a violation, and its default stands in its place. A
     * leaf may be null when its default is: reading the annotations instead would cost each start some classes.
     */
    static Config usable(Config config, Violations violations) {
        return (Config) new Leaves(violations).usable("", config, Config.defaults());
    }

    /** All leaves and branches as users write them, in the order of the tree. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        addNames("", Config.class, names);
        return names;
    }

    private static void addNames(String parent, Class<?> node, List<String> names) {
        for (RecordComponent component : node.getRecordComponents()) {
            String name = name(parent, component);
            names.add(name);
            if (component.getType().isRecord()) {
                addNames(name + ".", component.getType(), names);
            }
        }
    }

    private Record usable(String parent, Record node, Record defaults) {
        RecordComponent[] components = node.getClass().getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        boolean changed = false;
        for (int i = 0; i < components.length; i++) {
            Object value = value(components[i], node);
            values[i] = value;
            if (!components[i].getType().isPrimitive()) {
                values[i] = usableLeaf(name(parent, components[i]), value, value(components[i], defaults));
                changed |= values[i] != value;
            }
        }
        return changed ? record(node.getClass(), components, values) : node;
    }

    private @Nullable Object usableLeaf(String name, @Nullable Object value, @Nullable Object standard) {
        String problem = problem(value, standard);
        if (problem != null) {
            violations.unusable(name, problem);
            return standard;
        }
        return value instanceof Record node && standard instanceof Record defaults
                ? usable(name + ".", node, defaults)
                : value;
    }

    private static @Nullable String problem(@Nullable Object value, @Nullable Object standard) {
        if (value == null) {
            return standard == null ? null : "must not be null";
        }
        if (value instanceof List<?> list && list.stream().anyMatch(Objects::isNull)) {
            return "must not contain null";
        }
        if (value instanceof Duration duration && duration.compareTo(LONGEST) > 0) {
            return "must be at most " + Violations.text(LONGEST) + " (" + LONGEST.toDays() + " days), but is "
                    + Violations.text(duration);
        }
        return null;
    }

    /** By sarama's names: a word of Java is written out, an ID in capitals. */
    private static String name(String parent, RecordComponent component) {
        String word = component.getName();
        String given = SPELLINGS.get(word);
        if (given != null) {
            return parent + given;
        }
        String capital = Character.toUpperCase(word.charAt(0)) + word.substring(1);
        return parent + (capital.endsWith("Id") ? capital.substring(0, capital.length() - 2) + "ID" : capital);
    }

    private static @Nullable Object value(RecordComponent component, Record node) {
        try {
            return component.getAccessor().invoke(node);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component + " of the Config tree", e);
        }
    }

    private static Record record(
            Class<? extends Record> type, RecordComponent[] components, @Nullable Object[] values) {
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a " + type.getName(), e);
        }
    }
}

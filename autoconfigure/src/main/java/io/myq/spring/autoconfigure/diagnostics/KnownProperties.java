package io.myq.spring.autoconfigure.diagnostics;

import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** The names of all properties that are bound to a tree of records. Not changed once it is used. */
public final class KnownProperties {

    private final Set<String> names = new TreeSet<>();
    private final Set<String> maps = new TreeSet<>();
    private final Set<ConfigurationPropertyName> elsewhere = new HashSet<>();

    /**
     * Reads the names out of the records, as Boot's binder does.
     *
     * @param prefix of the whole tree
     */
    public static KnownProperties of(String prefix, Class<? extends Record> root) {
        KnownProperties known = new KnownProperties();
        known.collect(prefix, root);
        return known;
    }

    private KnownProperties() {}

    private void collect(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + name(type, component);
            if (component.getType().isRecord()) {
                collect(name, component.getType());
            } else {
                (Map.class.isAssignableFrom(component.getType()) ? maps : names).add(name);
            }
        }
    }

    /** A component may have another name than its property, where that is a word of the language. */
    private static String name(Class<?> type, RecordComponent component) {
        try {
            Name name = type.getDeclaredField(component.getName()).getAnnotation(Name.class);
            return name != null ? name.value() : DataObjectPropertyName.toDashedForm(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(type + " has no field for its component " + component, e);
        }
    }

    /** The same, and all names below a prefix that somebody else reads. */
    public KnownProperties andBelow(String other) {
        elsewhere.add(ConfigurationPropertyName.of(other));
        return this;
    }

    /** Whether a property of this name is bound to anything: a value, an element of a list, an entry of a map. */
    boolean contains(ConfigurationPropertyName name) {
        ConfigurationPropertyName value = name;
        while (value.isLastElementIndexed()) {
            value = value.getParent();
        }
        String text = value.toString();
        return isBelow(name)
                || names.contains(text)
                || maps.contains(text)
                || names.stream().anyMatch(known -> same(known, name));
    }

    private boolean isBelow(ConfigurationPropertyName name) {
        return elsewhere.stream().anyMatch(prefix -> prefix.isAncestorOf(name))
                || maps.stream()
                        .anyMatch(map -> ConfigurationPropertyName.of(map).isAncestorOf(name));
    }

    /** Also where the source writes its names differently: {@code myq.clientId}, {@code MYQ_CLIENTID}. */
    private static boolean same(String known, ConfigurationPropertyName name) {
        ConfigurationPropertyName candidate = ConfigurationPropertyName.of(known);
        return candidate.equals(name) || (name.isLastElementIndexed() && candidate.isParentOf(name));
    }

    /** All names, sorted; those of maps without their entries. */
    public Set<String> names() {
        Set<String> all = new TreeSet<>(names);
        all.addAll(maps);
        return all;
    }
}

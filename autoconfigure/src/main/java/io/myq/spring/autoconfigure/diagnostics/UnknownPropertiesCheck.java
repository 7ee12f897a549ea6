package io.myq.spring.autoconfigure.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Looks for misspelt properties before any bean is made. Runs once, on the starting thread.
 *
 * <p>Environment variables only lead to a warning: a {@code MYQ_...} may belong to something else on the machine, and the
 * one who starts an application often cannot choose what is set there.
 */
public final class UnknownPropertiesCheck implements BeanFactoryPostProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownPropertiesCheck.class);
    private static final int LIKELY_MISSPELT = 3;

    private final String prefix;
    private final KnownProperties known;
    private final Environment environment;

    /** @param prefix all properties below it are looked at */
    public UnknownPropertiesCheck(String prefix, KnownProperties known, Environment environment) {
        this.prefix = prefix;
        this.known = known;
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        Map<String, UnknownProperty> unknown = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
                warnAboutVariables(variables);
            } else if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().forEach(name -> check(iterable, name, unknown));
            }
        }
        if (!unknown.isEmpty()) {
            throw new UnknownPropertiesException(List.copyOf(unknown.values()));
        }
    }

    private void check(
            ConfigurationPropertySource source, ConfigurationPropertyName name, Map<String, UnknownProperty> unknown) {
        if (!ConfigurationPropertyName.of(prefix).isAncestorOf(name) || known.contains(name)) {
            return;
        }
        ConfigurationProperty property = source.getConfigurationProperty(name);
        String origin = property == null || property.getOrigin() == null
                ? null
                : property.getOrigin().toString();
        String text = name.toString();
        unknown.putIfAbsent(text, new UnknownProperty(text, origin, NearestName.to(text, known.names())));
    }

    private void warnAboutVariables(PropertySource<?> variables) {
        if (!(variables.getSource() instanceof Map<?, ?> map)) {
            return;
        }
        List<String> possible = new ArrayList<>();
        known.names().forEach(name -> possible.add(variable(name)));
        for (Object key : map.keySet()) {
            String name = key.toString().toUpperCase(Locale.ROOT);
            if (name.startsWith(variable(prefix) + "_") && !bound(name, possible)) {
                String nearest = NearestName.to(name, possible);
                if (NearestName.damerauLevenshtein(name, nearest) <= LIKELY_MISSPELT) {
                    LOG.warn("Environment variable {} is bound to nothing; did you mean {}?", key, nearest);
                }
            }
        }
    }

    private boolean bound(String name, List<String> possible) {
        // dashes may be left out or written as underscores; the last number is that of a list's element
        String plain = name.replaceFirst("(_\\d+)+$", "").replace("_", "");
        return possible.stream()
                .anyMatch(candidate -> name.startsWith(candidate + "_") || plain.equals(candidate.replace("_", "")));
    }

    private static String variable(String name) {
        return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}

package io.myq.spring.listener;

/**
 * One listener, with all that its annotation says and leaves to defaults. Immutable.
 *
 * @param id unique among the listeners
 * @param group its consumer group
 * @param topics what it receives
 * @param concurrency at least 1
 * @param autoStartup whether it starts with the application
 * @param method what is called
 */
record ListenerDefinition(
        String id, String group, ListenerTopics topics, int concurrency, boolean autoStartup, ListenerMethod method) {}

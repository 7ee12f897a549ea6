package io.myq.spring.autoconfigure.health;

import io.myq.BrokerState;
import io.myq.ClientStatus;
import io.myq.MyqClient;
import io.myq.group.GroupStatus;
import io.myq.group.WaitedTopic;
import io.myq.message.TopicPartition;
import io.myq.spring.listener.ListenerStatus;
import io.myq.spring.listener.QueueListenerContainer;
import io.myq.spring.listener.QueueListenerRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Says how the client and the listeners are, from what they know themselves: opens no connection, asks no broker, never
 * waits. Any thread.
 */
final class MyqHealthIndicator implements HealthIndicator {

    private final MyqClient client;
    private final QueueListenerRegistry registry;

    MyqHealthIndicator(MyqClient client, QueueListenerRegistry registry) {
        this.client = client;
        this.registry = registry;
    }

    @Override
    public Health health() {
        ClientStatus status = client.status();
        List<ListenerStatus> listeners = registry.getContainers().stream()
                .map(QueueListenerContainer::status)
                .toList();
        Health.Builder health = Health.unknown();
        if (status.clusterId() != null) {
            health.withDetail("clusterId", status.clusterId());
        }
        health.withDetail(
                "brokers",
                status.brokers().stream().map(MyqHealthIndicator::broker).toList());
        Map<String, Object> details = new LinkedHashMap<>();
        listeners.forEach(listener -> details.put(listener.id(), listener(listener)));
        health.withDetail("listeners", details);
        String cause = cause(status, listeners);
        return cause == null
                ? health.up().build()
                : health.down().withDetail("error", cause).build();
    }

    private static @Nullable String cause(ClientStatus status, List<ListenerStatus> listeners) {
        if (status.state() != ClientStatus.State.UP) {
            return status.cause() == null ? "The client is " + status.state() : text(status.cause());
        }
        String causes = listeners.stream()
                .map(MyqHealthIndicator::cause)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return causes.isEmpty() ? null : causes;
    }

    private static @Nullable String cause(ListenerStatus listener) {
        if (listener.failed()) {
            return "Listener '" + listener.id() + "' cannot go on: " + failure(listener);
        }
        String problem = listener.problem();
        return problem == null ? null : "Listener '" + listener.id() + "': " + problem;
    }

    private static String failure(ListenerStatus listener) {
        GroupStatus member = listener.member();
        return member == null || member.lastFailure() == null ? "its member is closed" : text(member.lastFailure());
    }

    private static Map<String, Object> broker(BrokerState broker) {
        Map<String, Object> details = new LinkedHashMap<>();
        if (broker.id() >= 0) {
            details.put("id", broker.id());
        }
        details.put("address", broker.address());
        details.put("connected", broker.connected());
        if (broker.lastFailure() != null) {
            details.put("error", text(broker.lastFailure()));
        }
        return details;
    }

    private static Map<String, Object> listener(ListenerStatus listener) {
        Map<String, Object> details = new LinkedHashMap<>();
        GroupStatus member = listener.member();
        details.put("state", member == null ? "STOPPED" : member.state().name());
        details.put("group", listener.group());
        details.put("topics", listener.topics());
        if (member != null) {
            details.put("member", member.memberId());
            details.put(
                    "assigned",
                    member.assigned().stream()
                            .sorted()
                            .map(TopicPartition::toString)
                            .toList());
            if (!member.waitedTopics().isEmpty()) {
                details.put(
                        "waitsFor",
                        member.waitedTopics().stream()
                                .map(MyqHealthIndicator::waited)
                                .toList());
            }
            if (member.problem() != null) {
                details.put("problem", member.problem());
            }
            if (!member.overdue().isEmpty()) {
                Map<String, String> since = new TreeMap<>();
                Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
                member.overdue()
                        .forEach((partition, held) -> since.put(
                                partition.toString(),
                                now.minusSeconds(held.toSeconds()).toString()));
                details.put("overdue", since);
            }
            if (!member.heldUp().isEmpty()) {
                Map<String, Long> undone = new TreeMap<>();
                member.heldUp().forEach((partition, offset) -> undone.put(partition.toString(), offset));
                details.put("heldUp", undone);
            }
            putError(details, "error", member.lastFailure());
            putError(details, "commitError", member.commitFailure());
        }
        return details;
    }

    private static Map<String, Object> waited(WaitedTopic topic) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("topic", topic.topic());
        details.put("since", topic.since().toString());
        details.put("reason", topic.reason());
        return details;
    }

    private static void putError(Map<String, Object> details, String name, @Nullable Throwable failure) {
        if (failure != null) {
            details.put(name, text(failure));
        }
    }

    /** What myq throws says all that is needed; of others the type is needed too. */
    private static String text(Throwable failure) {
        return failure instanceof io.myq.error.MyqException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
    }
}

package io.myq.group;

import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.config.HeartbeatConfig;
import io.myq.error.BrokerException;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A broker that takes the right to use a group, or a topic, away from a member that had it. */
class GroupAuthorizationIT {

    @RegisterExtension
    static final GroupTestBed bed = GroupTestBed.own(Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found",
            "true"));

    @Test
    void aHeartbeatThatIsRefusedEndsTheMemberAndSaysWhatToGrant() throws Exception {
        bed.oracle.createTopic("beats", 1);
        ConsumerGroup group = bed.join(GroupTestBed.config(), "beats", "beats", new RecordingHandler());
        until(() -> group.status().assigned().size() == 1);
        deny(ResourceType.GROUP, "beats", AclOperation.READ);
        assertEnds(group, "beats");
    }

    @Test
    void aCommitThatIsRefusedEndsTheMemberAndSaysWhatToGrant() throws Exception {
        bed.oracle.createTopic("commits", 1);
        bed.oracle.send("commits", 0, "a");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch denied = new CountDownLatch(1);
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message)
                    throws Exception {
                begun.countDown();
                denied.await();
                super.handle(session, claim, message);
            }
        };
        ConsumerGroup group = bed.join(seldomBeating(GroupTestBed.config()), "commits", "commits", handler);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        deny(ResourceType.GROUP, "commits", AclOperation.READ);
        denied.countDown();
        assertEnds(group, "commits");
        assertThat(group.status().commitFailure()).hasMessageContaining("GROUP_AUTHORIZATION_FAILED");
    }

    @Test
    void offsetsThatMayNotBeReadEndTheMemberAndSayWhatToGrant() throws Exception {
        bed.oracle.createTopic("reads", 1);
        Config config = seldomBeating(GroupTestBed.config());
        config = config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofMillis(300)));
        ConsumerGroup group = bed.join(config, "reads", "reads", new RecordingHandler());
        until(() -> group.status().assigned().size() == 1 && group.status().state() == State.STABLE);
        // joining needs READ, and what was committed needs DESCRIBE
        permit("reads");
        deny(ResourceType.GROUP, "reads", AclOperation.DESCRIBE);
        bed.oracle.growTo("reads", 2);
        assertEnds(group, "reads");
    }

    @Test
    void aTopicThatMayNotBeReadAnyMoreIsWaitedForAndNamed() throws Exception {
        bed.oracle.createTopic("secret", 1);
        Config config = GroupTestBed.config();
        config = config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofMillis(300)));
        ConsumerGroup group = bed.join(config, "secret", "secret", new RecordingHandler());
        until(() -> group.status().assigned().size() == 1);
        deny(ResourceType.TOPIC, "secret", AclOperation.ALL);
        until(() -> !group.status().waitedTopics().isEmpty());
        assertThat(group.status().waitedTopics().get(0).reason())
                .isEqualTo(
                        "topic 'secret' must not be read by this client: grant READ and DESCRIBE on it to its principal");
        until(() -> group.status().problem() != null);
        assertThat(group.status().problem())
                .contains("topic 'secret' must not be read")
                .contains("(since 20");
        assertThat(group.status().state()).isNotEqualTo(State.FAILED);
    }

    private static Config seldomBeating(Config config) {
        return config.withConsumer(config.consumer()
                .withGroup(config.consumer().group().withHeartbeat(new HeartbeatConfig(Duration.ofSeconds(14)))));
    }

    private static void assertEnds(ConsumerGroup group, String name) {
        until(() -> group.status().state() == State.FAILED);
        assertThat(group.status().lastFailure())
                .isInstanceOf(BrokerException.class)
                .hasMessage("Cannot be a member of group '" + name + "': the coordinator "
                        + group.status().coordinator()
                        + " answered GROUP_AUTHORIZATION_FAILED. This client may not join it: grant READ on the group to its"
                        + " principal");
        until(() -> group.status().assigned().isEmpty());
    }

    private static void permit(String group) throws Exception {
        acl(ResourceType.GROUP, group, AclOperation.READ, AclPermissionType.ALLOW);
    }

    private static void deny(ResourceType type, String name, AclOperation operation) throws Exception {
        acl(type, name, operation, AclPermissionType.DENY);
    }

    private static void acl(ResourceType type, String name, AclOperation operation, AclPermissionType permission)
            throws Exception {
        AclBinding binding = new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
        bed.oracle.admin().createAcls(List.of(binding)).all().get(60, TimeUnit.SECONDS);
    }
}

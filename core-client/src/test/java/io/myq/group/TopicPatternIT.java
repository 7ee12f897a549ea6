package io.myq.group;

import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.balance.BalanceStrategies;
import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.group.GroupStatus.State;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups that read whatever topics match a pattern. */
class TopicPatternIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    private static Config config() {
        Config config = GroupTestBed.with(BalanceStrategies.cooperativeSticky());
        return config.withMetadata(config.metadata().withRefreshFrequency(Duration.ofMillis(300)));
    }

    private static ConsumerGroup join(String group, String pattern, ConsumerGroupHandler handler) throws Exception {
        return join(GroupProtocol.CLASSIC, group, pattern, handler);
    }

    private static ConsumerGroup join(
            GroupProtocol protocol, String group, String pattern, ConsumerGroupHandler handler) throws Exception {
        OpenCluster client = bed.client(GroupTestBed.by(protocol, config()));
        ConsumerGroup member = GroupFactory.open(client.cluster, group);
        bed.closeLater(member);
        member.consume(Pattern.compile(pattern), handler);
        return member;
    }

    private static Set<String> topics(ConsumerGroup... members) {
        Set<String> topics = new TreeSet<>();
        for (ConsumerGroup member : members) {
            member.status().assigned().forEach(partition -> topics.add(partition.topic()));
        }
        return topics;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void readsTopicsThatAreCreatedLaterAndGivesUpThoseThatAreDeleted(GroupProtocol protocol) throws Exception {
        String match = "match-" + protocol;
        String pattern = match + "-.*|__consumer_offsets";
        bed.oracle.createTopic(match + "-a", 2);
        bed.oracle.createTopic(match + "-b", 2);
        bed.oracle.createTopic("no-" + match, 1);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup one = join(protocol, match, pattern, handler);
        until(() -> topics(one).equals(Set.of(match + "-a", match + "-b")));

        bed.oracle.createTopic(match + "-c", 2);
        bed.oracle.send(match + "-c", 1, "first");
        until(() ->
                handler.messages.stream().anyMatch(message -> message.topic().equals(match + "-c")));
        assertThat(handler.eventsOf(new TopicPartition(match + "-a", 0)))
                .as("claims that stay are not interrupted")
                .containsExactly("setup", "begin");

        ConsumerGroup two = join(protocol, match, pattern, new RecordingHandler());
        until(() ->
                one.status().assigned().size() == 3 && two.status().assigned().size() == 3);
        assertThat(topics(one, two)).containsExactly(match + "-a", match + "-b", match + "-c");

        bed.oracle.admin().deleteTopics(List.of(match + "-b")).all().get(60, TimeUnit.SECONDS);
        until(() -> topics(one, two).equals(Set.of(match + "-a", match + "-c"))
                && one.status().assigned().size() + two.status().assigned().size() == 4);
        // who asked about it did not create it anew
        assertThat(bed.oracle.admin().listTopics().names().get(60, TimeUnit.SECONDS))
                .contains(match + "-a", match + "-c")
                .doesNotContain(match + "-b");
        assertThat(one.status().waitedTopics()).isEmpty();
        assertThat(one.status().problem()).isNull();
    }

    @Test
    void isAMemberWithNothingUntilATopicMatches() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = join("later", "created-later-.*", handler);
        until(() -> group.status().state() == State.STABLE);
        assertThat(group.status().assigned()).isEmpty();
        assertThat(group.status().problem()).isNull();
        assertThatThrownBy(() -> group.consume(List.of("a"), handler)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> group.consume(Pattern.compile("a"), handler))
                .isInstanceOf(IllegalStateException.class);

        bed.oracle.createTopic("created-later-1", 1);
        bed.oracle.send("created-later-1", 0, "a");
        until(() -> handler.messages.size() == 1);
    }
}

package io.myq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whoever comes from sarama finds every default that is not the same, and why: in the table of ADR 0003. */
class DefaultsTableTest {

    private static final Path TABLE = Path.of("..", "docs", "adr", "0003-config-shape.md");

    /** sarama's defaults (v1.60) of the leaves that both have, as ours are printed. */
    private static final Map<String, String> SARAMA = Stream.of("""
                    ClientID=sarama
                    Net.MaxOpenRequests=5
                    Net.DialTimeout=PT30S
                    Net.ReadTimeout=PT30S
                    Metadata.Retry.Backoff=PT0.25S
                    Metadata.RefreshFrequency=PT10M
                    Metadata.AllowAutoTopicCreation=true
                    Producer.MaxMessageBytes=1048576
                    Producer.RequiredAcks=WAIT_FOR_LOCAL
                    Producer.Timeout=PT10S
                    Producer.Compression=NONE
                    Producer.CompressionLevel=-1000
                    Producer.Partitioner=SARAMA_HASH
                    Producer.Idempotent=false
                    Producer.Transaction.ID=
                    Producer.Transaction.Timeout=PT1M
                    Producer.Transaction.Retry.Max=50
                    Producer.Transaction.Retry.Backoff=PT0.1S
                    Producer.Transaction.Retry.BackoffFunc=null
                    Producer.Return.Successes=false
                    Producer.Return.Errors=true
                    Producer.Flush.Bytes=0
                    Producer.Flush.Messages=0
                    Producer.Flush.Frequency=PT0S
                    Producer.Flush.MaxMessages=0
                    Producer.Retry.Max=3
                    Producer.Retry.Backoff=PT0.1S
                    Producer.Retry.BackoffFunc=null
                    Producer.Retry.MaxBufferLength=0
                    Producer.Retry.MaxBufferBytes=0
                    Producer.Interceptors=[]
                    Consumer.Group.Session.Timeout=PT10S
                    Consumer.Group.Heartbeat.Interval=PT3S
                    Consumer.Group.Rebalance.Strategy=null
                    Consumer.Group.Rebalance.GroupStrategies=[range]
                    Consumer.Group.Rebalance.Timeout=PT1M
                    Consumer.Group.Rebalance.Retry.Max=4
                    Consumer.Group.Rebalance.Retry.Backoff=PT2S
                    Consumer.Group.Member.UserData=[]
                    Consumer.Group.InstanceId=
                    Consumer.Group.ResetInvalidOffsets=true
                    Consumer.Retry.Max=0
                    Consumer.Retry.Backoff=PT2S
                    Consumer.Retry.BackoffFunc=null
                    Consumer.Fetch.Min=1
                    Consumer.Fetch.Default=1048576
                    Consumer.Fetch.Max=0
                    Consumer.Fetch.MaxBytes=52428800
                    Consumer.MaxWaitTime=PT0.5S
                    Consumer.MaxProcessingTime=PT0.1S
                    Consumer.Return.Errors=false
                    Consumer.Offsets.AutoCommit.Enable=true
                    Consumer.Offsets.AutoCommit.Interval=PT1S
                    Consumer.Offsets.CommitInterval=PT0S
                    Consumer.Offsets.Initial=NEWEST
                    Consumer.Offsets.Retention=PT0S
                    Consumer.Offsets.Retry.Max=3
                    Consumer.IsolationLevel=READ_UNCOMMITTED
                    Consumer.Interceptors=[]
                    Consumer.RackID=
                    """.split("\n"))
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

    private record Row(List<String> leaves, String ours) {

        boolean tellsOf(String leaf) {
            return leaves.stream()
                    .anyMatch(name -> leaf.equals(name)
                            || leaf.startsWith(name + ".")
                            // one row for a pause that grows
                            || leaf.equals(name.replaceAll("Backoff$", "MaxBackoff")));
        }
    }

    @Test
    void everyDefaultThatIsNotSaramasStandsInTheTable() throws IOException {
        List<Row> table = table();
        List<String> names = Leaves.names();
        assertThat(names).containsAll(SARAMA.keySet());
        List<@Nullable Object> values = new ArrayList<>();
        collect(Config.defaults(), values);
        assertThat(values).hasSameSizeAs(names);
        for (int i = 0; i < names.size(); i++) {
            String leaf = names.get(i);
            Object value = values.get(i);
            if (!(value instanceof Record) && !Objects.equals(SARAMA.get(leaf), printed(value))) {
                assertThat(table).as(leaf).anySatisfy(row -> {
                    assertThat(row.tellsOf(leaf)).isTrue();
                    assertThat(row.ours()).contains(value instanceof Duration pause ? text(pause) : "");
                });
            }
        }
    }

    private static String printed(@Nullable Object value) {
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }

    private static List<Row> table() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|"))
                .map(cells -> new Row(
                        List.of(cells[1].replaceAll("\\(.*\\)", "").trim().split(", ")), cells[3]))
                .toList();
    }

    private static void collect(Record node, List<@Nullable Object> values) {
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(node);
                values.add(value);
                if (component.getType().isRecord()) {
                    collect((Record) value, values);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(component.toString(), e);
            }
        }
    }

    private static String text(Duration pause) {
        if (pause.toMillis() % 1000 != 0) {
            return pause.toMillis() + " ms";
        }
        return pause.toSeconds() % 60 == 0 ? pause.toMinutes() + " min" : pause.toSeconds() + " s";
    }
}

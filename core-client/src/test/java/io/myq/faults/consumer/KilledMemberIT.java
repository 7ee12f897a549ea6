package io.myq.faults.consumer;

import static org.awaitility.Awaitility.await;

import io.myq.config.GroupProtocol;
import io.myq.faults.Deliveries;
import io.myq.faults.LogReader;
import io.myq.faults.Seed;
import io.myq.testing.SharedKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F19: processes with a member are killed at random points in the middle of their work; the next one takes over. */
class KilledMemberIT {

    private static final int PARTITIONS = 4;
    private static final int KILLS = 3;
    private static final int MESSAGES = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private final Deliveries deliveries = new Deliveries("killed");

    @ParameterizedTest
    @EnumSource(
            value = GroupProtocol.class,
            names = {"CLASSIC"})
    void nothingIsSkippedAndNothingUndoneIsCommitted(GroupProtocol protocol) throws Exception {
        String name = "killed-" + protocol;
        Random random = new Random(Seed.next("KilledMemberIT " + protocol));
        broker.oracle().createTopic(name, PARTITIONS);
        broker.oracle().sendKeyed(name, 50, 0, MESSAGES);
        for (int i = 0; i < KILLS; i++) {
            int goal = deliveries.distinct() + 1 + random.nextInt(MESSAGES / (KILLS + 1));
            Member member = new Member(name, protocol);
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> deliveries.distinct() >= goal);
            member.kill();
            watchCommits(name);
        }
        Member last = new Member(name, protocol);
        try (UnreadRest rest = new UnreadRest(broker.addresses(), name, false)) {
            await().atMost(LIMIT)
                    .pollInSameThread()
                    .until(() -> rest.isEmpty(broker.oracle().committed(name)));
        }
        last.kill();
        watchCommits(name);
        deliveries.check(LogReader.readAll(broker.addresses(), List.of(name))).assertClean();
        System.out.println("KilledMemberIT " + protocol + ": " + deliveries);
    }

    private void watchCommits(String group) throws Exception {
        broker.oracle()
                .committed(group)
                .forEach((partition, offset) -> deliveries.committed(partition.topic(), partition.partition(), offset));
    }

    /** The process, and the thread that listens to it. */
    private final class Member {

        private final Process process;
        private final Thread listener;

        Member(String name, GroupProtocol protocol) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledMember.class.getName(),
                            broker.addresses(),
                            name,
                            name,
                            protocol.name())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String member = "process " + process.pid();
            listener = new Thread(() -> listen(member, name), member);
            listener.start();
        }

        private void listen(String member, String topic) {
            Map<Integer, Deliveries.Claim> claims = new HashMap<>();
            try (BufferedReader output = process.inputReader()) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    String[] words = line.split(" ");
                    if (words.length == 4 && words[3].equals(".")) {
                        int partition = Integer.parseInt(words[1]);
                        long offset = Long.parseLong(words[2]);
                        switch (words[0]) {
                            case "claim" -> claims.put(partition, deliveries.claim(member, topic, partition));
                            case "got" -> claims.get(partition).delivered(offset);
                            default -> claims.get(partition).done(offset);
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns when all that it told was heard. */
        void kill() throws InterruptedException {
            // the process itself would close the pipe with all that was not read yet
            process.toHandle().destroyForcibly();
            process.waitFor();
            listener.join();
        }
    }
}

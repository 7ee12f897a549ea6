package io.myq.group;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.cluster.Backoff;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.OffsetFetchResponse;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where the group is in partitions that this member got: all at once, and for what could not be answered again
 * and again, because a partition whose offset is not known is never read. Owned by the loop.
 */
final class OffsetReads {

    private static final Logger log = LoggerFactory.getLogger(OffsetReads.class);

    private final Cluster cluster;
    private final String groupId;
    private final CoordinatorLink link;
    private final CommitIdentity identity;
    private final GroupBoard board;
    private final OffsetCommits.Events events;

    OffsetReads(
            Cluster cluster,
            String groupId,
            CoordinatorLink link,
            CommitIdentity identity,
            GroupBoard board,
            OffsetCommits.Events events) {
        this.cluster = cluster;
        this.groupId = groupId;
        this.link = link;
        this.identity = identity;
        this.board = board;
        this.events = events;
    }

    /**
     * @param stillWanted asked before each attempt
     * @param answer called once for each partition: its committed offset, or -1 for none
     */
    void read(
            Collection<TopicPartition> partitions,
            Predicate<TopicPartition> stillWanted,
            ObjLongConsumer<TopicPartition> answer) {
        readWithMetadata(
                partitions,
                stillWanted,
                (partition, found) -> answer.accept(partition, found == null ? -1 : found.offset()));
    }

    /**
     * @param stillWanted asked before each attempt
     * @param answer called once for each partition: what is committed, or {@code null} for nothing
     */
    void readWithMetadata(
            Collection<TopicPartition> partitions,
            Predicate<TopicPartition> stillWanted,
            BiConsumer<TopicPartition, @Nullable OffsetAndMetadata> answer) {
        new Reading(new LinkedHashSet<>(partitions), stillWanted, answer).attempt();
    }

    private final class Reading implements ResponseHandler<OffsetFetchResponse> {

        private final Set<TopicPartition> open;
        private final Predicate<TopicPartition> stillWanted;
        private final BiConsumer<TopicPartition, @Nullable OffsetAndMetadata> answer;
        private OffsetQuestion question;
        private int failures;

        Reading(
                Set<TopicPartition> open,
                Predicate<TopicPartition> stillWanted,
                BiConsumer<TopicPartition, @Nullable OffsetAndMetadata> answer) {
            this.open = open;
            this.stillWanted = stillWanted;
            this.answer = answer;
            this.question = OffsetQuestion.of(groupId, identity, open, cluster.view());
        }

        void attempt() {
            open.removeIf(stillWanted.negate());
            if (open.isEmpty()) {
                board.troubles().worked(this);
            } else {
                question = OffsetQuestion.of(groupId, identity, open, cluster.view());
                link.send(question, cluster.config().net().readTimeout(), this);
            }
        }

        @Override
        public void onResponse(OffsetFetchResponse response) {
            ErrorCode error = ErrorCode.of(question.error(response));
            if (GroupErrors.concernsGroup(error)) {
                MyqException fatal = GroupErrors.refusal(
                        error, groupId, link.name(), cluster.config().consumer().group());
                board.troubles().failed(this, fatal);
                events.fatal(fatal);
                return;
            }
            if (error == ErrorCode.NONE) {
                error = accept(question.rows(response));
            }
            if (error == ErrorCode.NOT_COORDINATOR || error == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
                link.forget(error.name());
            }
            if (open.isEmpty()) {
                board.troubles().worked(this);
            } else {
                retryLater(new BrokerException(
                        error,
                        "The committed offsets of group '" + groupId + "' for " + open + " could not be read: "
                                + link.name() + " answered " + error + GroupErrors.hint(error)));
            }
        }

        /** What is answered, and the error of what is not. */
        private ErrorCode accept(List<OffsetQuestion.Row> rows) {
            ErrorCode error = ErrorCode.NONE;
            for (OffsetQuestion.Row row : rows) {
                if (row.error() != ErrorCode.NONE.code()) {
                    error = ErrorCode.of(row.error());
                } else if (row.partition() != null && open.remove(row.partition())) {
                    answer.accept(row.partition(), row.committed());
                }
            }
            return error;
        }

        @Override
        public void onFailure(MyqException cause, boolean maybeSent) {
            link.forget(String.valueOf(cause.getMessage()));
            retryLater(cause);
        }

        private void retryLater(MyqException cause) {
            failures++;
            board.troubles().failed(this, cause);
            if (failures % 10 == 5) {
                log.warn("{} (attempt {}); these partitions are not read until it works", cause.getMessage(), failures);
            }
            // a topic id that the broker does not know: it was created anew
            cluster.refresh(String.valueOf(cause.getMessage()));
            cluster.loop().schedule(Backoff.pause(cluster.config().consumer().retry(), failures), this::attempt);
        }
    }
}

package io.myq.consumer;

import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.FetchRequest;
import io.myq.internal.protocol.FetchRequest.FetchPartition;
import io.myq.internal.protocol.FetchRequest.FetchTopic;
import io.myq.internal.protocol.FetchResponse;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.Request;
import java.util.ArrayList;
import java.util.List;

/** A fetch that says only what the broker's version can express. Immutable; written by the loop. */
record VersionedFetch(FetchRequest body) implements Request<FetchResponse> {

    /** Brokers before 2.7 do not notice a log that was cut off (KIP-595); all others refuse an offset that is gone. */
    private static final int FIRST_WITH_EPOCHS = 12;

    @Override
    public Api<FetchResponse> api() {
        return Api.FETCH;
    }

    @Override
    public void write(MessageWriter out) {
        if (out.version() >= FIRST_WITH_EPOCHS) {
            body.write(out);
            return;
        }
        List<FetchTopic> topics = new ArrayList<>();
        for (FetchTopic topic : body.topics()) {
            List<FetchPartition> partitions = topic.partitions().stream()
                    .map(partition -> partition.withLastFetchedEpoch(-1))
                    .toList();
            topics.add(topic.withPartitions(partitions));
        }
        body.withTopics(topics).write(out);
    }
}

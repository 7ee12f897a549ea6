package io.myq.internal.cluster;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.MetadataRequest;
import io.myq.internal.protocol.MetadataResponse;
import io.myq.internal.protocol.MetadataResponse.MetadataResponseTopic;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Asks once which topics there are. Owned by the loop. */
final class TopicListing implements ResponseHandler<MetadataResponse> {

    private final BiConsumer<@Nullable Set<String>, @Nullable MyqException> answer;

    TopicListing(BiConsumer<@Nullable Set<String>, @Nullable MyqException> answer) {
        this.answer = answer;
    }

    void ask(Lane lane, Duration timeout) {
        lane.sendToAny(MetadataRequest.defaults().withTopics(null).withAllowAutoTopicCreation(false), timeout, this);
    }

    @Override
    public void onResponse(MetadataResponse response) {
        ErrorCode error = ErrorCode.of(response.errorCode());
        if (error != ErrorCode.NONE) {
            answer.accept(
                    null, new BrokerException(error, "A broker answered " + error + " to which topics there are"));
            return;
        }
        Set<String> names = new TreeSet<>();
        for (MetadataResponseTopic topic : response.topics()) {
            String name = topic.name();
            if (name != null
                    && !topic.isInternal()
                    && ErrorCode.of(topic.errorCode()) != ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
                names.add(name);
            }
        }
        answer.accept(names, null);
    }

    @Override
    public void onFailure(MyqException cause, boolean maybeSent) {
        answer.accept(null, cause);
    }
}

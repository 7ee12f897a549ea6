package io.myq.internal.cluster;

import io.myq.config.Config;
import io.myq.error.MyqException;
import io.myq.internal.network.BrokerFeatures;
import io.myq.internal.network.EventLoop;
import java.util.Collection;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The cluster as the upper floors use it: its view, its refresh, and ways to its brokers. */
public interface Cluster {

    /** The client's owner loop. Any thread. */
    EventLoop loop();

    /** The client's configuration. Any thread. */
    Config config();

    /** The newest view. Any thread; never blocks. */
    ClusterView view();

    /**
     * Adds topics to those that the view holds and keeps fresh; what is not in the view is asked for at once. Any
     * thread; returns at once. The outcome comes to the {@link ViewListener}s, again and again while a topic is in error:
     * often for a minute, and then every 30 s if it is missing, until it is added once more.
     */
    void addTopics(Collection<String> topics);

    /**
     * The same for topics that are only sent to. What the cluster cannot tell about rests after some failures ({@code
     * Producer.Breaker}), however often it is added meanwhile, unless somebody else adds it with {@link #addTopics}.
     */
    void addTopicsToWrite(Collection<String> topics);

    /**
     * {@link #addTopics} for topics that others say there are: asking about them creates none, whatever {@code
     * Metadata.AllowAutoTopicCreation} says. Any thread; returns at once.
     */
    void addFoundTopics(Collection<String> topics);

    /**
     * Asks once which topics there are, without those that are internal. Loop thread only; the answer comes later, on the
     * loop: either their names or why there are none at the moment.
     */
    void listTopics(BiConsumer<@Nullable Set<String>, @Nullable MyqException> answer);

    /**
     * Says that topics are still needed: those that nobody has added or kept for 5 minutes are forgotten. To be called in
     * {@link ViewListener#onView}, by everybody who needs more than the answer at hand. Loop thread only.
     */
    void keepTopics(Collection<String> topics);

    /**
     * Asks for a new view soon: single flight, with back-off and jitter while it fails, so it can be called as often as
     * there is a reason. Any thread; returns at once.
     *
     * @param reason for the log
     */
    void refresh(String reason);

    /**
     * Takes what a broker says of partitions that it no longer leads into the view, where it is newer (KIP-951). The
     * {@link ViewListener}s are told before this returns. Loop thread only.
     *
     * @param nodes where the leaders are, for those that the view does not have yet
     */
    void learnLeaders(Collection<Node> nodes, Collection<PartitionView> leaders);

    /** Adds a listener. Loop thread only. */
    void addListener(ViewListener listener);

    /** Removes a listener. Loop thread only. */
    void removeListener(ViewListener listener);

    /** New connections for one purpose. Any thread. */
    Lane openLane(String purpose);

    /**
     * Asks which broker coordinates a group or a transactional id. Loop thread only; the answer comes later, on the loop:
     * either a broker or why there is none at the moment.
     */
    void findCoordinator(CoordinatorType type, String key, BiConsumer<@Nullable Node, @Nullable MyqException> answer);

    /** What the brokers have agreed on, as the newest connection knows it. Any thread. */
    BrokerFeatures features();

    /** How the cluster can be reached at the moment. Any thread; never blocks, opens nothing. */
    ClusterStatus status();
}

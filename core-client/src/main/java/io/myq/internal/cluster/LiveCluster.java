package io.myq.internal.cluster;

import io.myq.config.Config;
import io.myq.error.ClientClosedException;
import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.internal.cluster.ClusterStatus.BrokerStatus;
import io.myq.internal.network.BrokerFeatures;
import io.myq.internal.network.EventLoop;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.FindCoordinatorResponse;
import io.myq.internal.protocol.MetadataResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cluster over real connections. Owned by the loop that it is given; the methods of {@link Cluster} say which of
 * them any thread may call.
 */
public final class LiveCluster implements Cluster {

    private final EventLoop loop;
    private final Config config;
    private final List<Node> bootstrap;
    private final StatusBoard board;
    private final BrokerLane general;
    private final MetadataRefresher refresher;
    private final List<BrokerLane> lanes = new ArrayList<>();
    private final List<ViewListener> listeners = new ArrayList<>();
    /** Coordinators that the view does not have yet. */
    private final Map<Integer, Node> learned = new HashMap<>();

    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private volatile ClusterView view = ClusterView.EMPTY;
    private volatile BrokerFeatures features = BrokerFeatures.NONE;
    /** Who told the view; {@code null} while there is none. */
    private @Nullable Node source;

    private boolean closed;

    private LiveCluster(List<Node> bootstrap, Config config, EventLoop loop) {
        this.loop = loop;
        this.config = config;
        this.bootstrap = bootstrap;
        this.board = new StatusBoard(bootstrap);
        this.general = new BrokerLane(this, "metadata");
        this.refresher = new MetadataRefresher(this, general);
    }

    /**
     * Begins to contact the brokers. Any thread; returns at once.
     *
     * @param addresses at least one, as {@code host:port}
     * @throws io.myq.error.ConfigurationException with all that is wrong with the addresses
     */
    public static LiveCluster open(Collection<String> addresses, Config config, EventLoop loop) {
        LiveCluster cluster = new LiveCluster(Addresses.parse(addresses), config, loop);
        loop.execute(cluster::start);
        return cluster;
    }

    private void start() {
        lanes.add(general);
        loop.onEnd(failure -> end(loop.closedException()));
        refresher.request("start");
    }

    /**
     * Completes when a broker has described the cluster, and a broker of the cluster is connected where the cluster says
     * it is; exceptionally when the client is closed or fails before. On the loop's thread: what depends on it must be short.
     */
    public CompletableFuture<Void> connected() {
        return connected;
    }

    /** Says why there is no connection yet: each address, and what happened there. Any thread. */
    public ConnectionException notConnected(Duration waited) {
        ClusterStatus status = status();
        Throwable cause = status.lastFailure();
        String addresses = status.brokers().stream().map(LiveCluster::outcome).collect(Collectors.joining("; "));
        return new ConnectionException(
                "Not connected to the cluster within " + waited.toMillis() + " ms. " + addresses, cause);
    }

    private static String outcome(BrokerStatus broker) {
        Throwable failure = broker.lastFailure();
        if (failure != null) {
            return broker.address() + ": " + failure.getMessage();
        }
        return broker.address() + (broker.connected() ? ": connected, no answer yet" : ": no outcome yet");
    }

    /** Closes all connections; what is in flight fails. Any thread; returns at once. Further calls do nothing. */
    public void close() {
        try {
            loop.execute(() -> end(new ClientClosedException("The client is closed")));
        } catch (ClientClosedException e) {
            // the loop has ended, and this with it
            connected.completeExceptionally(e);
        }
    }

    private void end(ClientClosedException cause) {
        if (closed) {
            return;
        }
        closed = true;
        refresher.close();
        List.copyOf(lanes).forEach(lane -> lane.close(cause));
        lanes.clear();
        connected.completeExceptionally(cause);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public ClusterView view() {
        return view;
    }

    @Override
    public BrokerFeatures features() {
        return features;
    }

    /** A connection was opened: of what brokers say of their cluster the newest counts. */
    void onFeatures(BrokerFeatures told) {
        if (told.epoch() > features.epoch()) {
            features = told;
        }
    }

    @Override
    public ClusterStatus status() {
        return board.snapshot();
    }

    @Override
    public void addTopics(Collection<String> topics) {
        List<String> copy = List.copyOf(topics);
        onLoop(() -> refresher.addTopics(copy, false));
    }

    @Override
    public void addTopicsToWrite(Collection<String> topics) {
        List<String> copy = List.copyOf(topics);
        onLoop(() -> refresher.addTopics(copy, true));
    }

    @Override
    public void addFoundTopics(Collection<String> topics) {
        List<String> copy = List.copyOf(topics);
        onLoop(() -> refresher.addFoundTopics(copy));
    }

    @Override
    public void listTopics(BiConsumer<@Nullable Set<String>, @Nullable MyqException> answer) {
        new TopicListing(answer).ask(general, config.net().readTimeout());
    }

    @Override
    public void keepTopics(Collection<String> topics) {
        refresher.keepTopics(topics);
    }

    @Override
    public void refresh(String reason) {
        loop.execute(() -> refresher.request(reason));
    }

    @Override
    public void learnLeaders(Collection<Node> nodes, Collection<PartitionView> leaders) {
        ClusterView next = LearnedLeaders.in(view, nodes, leaders);
        if (next != view && !closed) {
            show(next);
            tellListeners();
        }
    }

    private void show(ClusterView next) {
        view = next;
        board.viewed(next);
        List.copyOf(lanes).forEach(lane -> lane.onView(next));
    }

    private void tellListeners() {
        List.copyOf(listeners).forEach(listener -> listener.onView(view));
    }

    @Override
    public void addListener(ViewListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(ViewListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Lane openLane(String purpose) {
        BrokerLane lane = new BrokerLane(this, purpose);
        onLoop(() -> {
            if (closed) {
                lane.close(new ClientClosedException("The client is closed"));
            } else {
                lanes.add(lane);
            }
        });
        return lane;
    }

    @Override
    public void findCoordinator(
            CoordinatorType type, String key, BiConsumer<@Nullable Node, @Nullable MyqException> answer) {
        CoordinatorQuestion question = new CoordinatorQuestion(type, key);
        general.sendToAny(question, config.net().readTimeout(), new ResponseHandler<>() {
            @Override
            public void onResponse(FindCoordinatorResponse response) {
                Node node;
                try {
                    node = question.answer(response);
                } catch (MyqException e) {
                    answer.accept(null, e);
                    return;
                }
                learned.put(node.id(), node);
                answer.accept(node, null);
            }

            @Override
            public void onFailure(MyqException cause, boolean maybeSent) {
                answer.accept(null, cause);
            }
        });
    }

    /** A broker of the view, or a coordinator that is not in it yet. */
    @Nullable
    Node node(int id) {
        Node node = view.nodes().get(id);
        return node == null ? learned.get(id) : node;
    }

    List<Node> bootstrap() {
        return bootstrap;
    }

    StatusBoard board() {
        return board;
    }

    void forget(BrokerLane lane) {
        lanes.remove(lane);
    }

    /** What to say when a broker cannot be reached at an address that only the cluster gave. */
    String hintFor(Node node) {
        Node teller = source;
        boolean advertised =
                node.id() >= 0 && teller != null && !teller.address().equals(node.address());
        return advertised && !board.wasOpen(node.id())
                ? " " + node.address() + " is where the cluster advertises broker " + node.id() + "; so says "
                        + teller.address() + ", which did answer. Make that address reachable from here, or correct"
                        + " advertised.listeners of the broker"
                : "";
    }

    /** Takes an answer into the view, or says why it cannot be believed. */
    @Nullable
    MyqException apply(MetadataResponse response, Node from) {
        ClusterView next;
        try {
            next = Views.next(view, response, refresher.interest());
        } catch (ProtocolException e) {
            return e;
        }
        source = from;
        learned.clear();
        show(next);
        return null;
    }

    /** A round has ended. */
    void refreshed(@Nullable MyqException failure) {
        board.refreshed(failure);
        if (failure == null) {
            general.closeBootstrapLinks();
            connected.complete(null);
        }
        tellListeners();
    }

    /** A connection was lost: leaders may have moved. */
    void onLost(MyqException cause) {
        if (!closed) {
            later(() -> refresher.request(cause.getMessage()));
        }
    }

    /** Runs a task soon, not inside the call that is going on. Loop thread only. */
    void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (ClientClosedException e) {
            // the loop has ended and runs nothing more, so nothing is inside a call either
            task.run();
        }
    }

    private void onLoop(Runnable task) {
        if (loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}

package io.myq.producer;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings partitions that have something to send to the loop, and wakes that only when nothing else will: neither an
 * answer of a busy broker, nor the end of a wait that has begun already. Any thread; {@link #take} is the loop's.
 */
final class Announcements implements Runnable {

    private final Pipeline pipeline;
    private final FlushRules rules;

    /** Partitions that have something to send since the loop last looked, each at most once or twice. */
    private final ConcurrentLinkedQueue<PartitionProducer> announced = new ConcurrentLinkedQueue<>();

    /** The loop was asked to look, and has not begun to. */
    private final AtomicBoolean woken = new AtomicBoolean();

    /** Batches that have become full since the loop last looked, roughly. */
    private final AtomicInteger full = new AtomicInteger();

    /** So many of them are worth a request beside others in flight. */
    private final int fullToWake;

    /** How many partitions gather messages for a time. Loop only. */
    private int gathering;
    /** Some do: the loop will look in time, for all of them wait equally long, and those announced later end later. */
    private volatile boolean timed;

    Announcements(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.rules = pipeline.settings().flush();
        this.fullToWake = PartitionProducer.ENOUGH_BYTES / pipeline.settings().maxBatchBytes();
    }

    /** A partition has a first message to send. */
    void announce(PartitionProducer partition) {
        announced.add(partition);
        // read after the partition can be seen: a loop that goes idle looks for announced ones after it has said so
        BrokerProducer leader = partition.sender().leader();
        boolean quiet;
        if (leader == null) {
            quiet = false;
        } else if (rules.adaptive()) {
            quiet = leader.busy();
        } else if (rules.gathering()) {
            quiet = leader.saturated() || timed && !pipeline.memory().scarce();
        } else {
            quiet = leader.saturated();
        }
        if (!quiet) {
            wake();
        }
    }

    /** A partition has enough for a request: a full batch, or what is worth one beside others in flight. */
    void onEnough(PartitionSender partition) {
        if (rules.gathering()) {
            // the loop thinks that it waits
            announced.add(partition.messages());
            BrokerProducer leader = partition.leader();
            // the answer will make the loop look; until then small batches come together
            if (leader != null && leader.busy() && full.incrementAndGet() < fullToWake) {
                return;
            }
        }
        onReached(partition);
    }

    /** A broker's partitions together have enough. */
    void onReached(PartitionSender partition) {
        BrokerProducer leader = partition.leader();
        if (leader != null && !leader.saturated()) {
            wake();
        }
    }

    private void wake() {
        if (!woken.get() && woken.compareAndSet(false, true)) {
            pipeline.execute(this);
        }
    }

    @Override
    public void run() {
        woken.set(false);
        pipeline.pump();
    }

    /** Takes over what has come since. Loop thread only. */
    void take() {
        full.set(0);
        for (PartitionProducer next = announced.poll(); next != null; next = announced.poll()) {
            next.sender().onAnnounced();
        }
    }

    /** Whether some partition waits for more messages. Any thread. */
    boolean someGather() {
        return timed;
    }

    boolean isEmpty() {
        return announced.isEmpty();
    }

    /** So many partitions more gather messages, or fewer. Loop thread only. */
    void onGathering(int more) {
        gathering += more;
        boolean some = gathering > 0;
        if (some != timed) {
            timed = some;
        }
    }
}

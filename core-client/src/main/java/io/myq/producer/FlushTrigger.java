package io.myq.producer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what the partitions of one broker have gathered, against {@code Producer.Flush.Bytes} and {@code
 * Producer.Flush.Messages}. Any thread; a partition that changes its broker takes its counts along, under its lock.
 */
final class FlushTrigger {

    private final long bytesLimit;
    private final long messagesLimit;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();

    FlushTrigger(FlushRules rules) {
        this.bytesLimit = rules.bytes();
        this.messagesLimit = rules.messages();
    }

    /** @return whether a limit has been reached by this, and not before: somebody has to tell the loop */
    boolean add(long moreBytes, long moreMessages) {
        boolean reached = bytesLimit > 0 && crosses(bytes.getAndAdd(moreBytes), moreBytes, bytesLimit);
        return reached | (messagesLimit > 0 && crosses(messages.getAndAdd(moreMessages), moreMessages, messagesLimit));
    }

    private static boolean crosses(long before, long more, long limit) {
        return before < limit && before + more >= limit;
    }

    void remove(long lessBytes, long lessMessages) {
        if (bytesLimit > 0) {
            bytes.addAndGet(-lessBytes);
        }
        if (messagesLimit > 0) {
            messages.addAndGet(-lessMessages);
        }
    }

    boolean reached() {
        return bytesLimit > 0 && bytes.get() >= bytesLimit || messagesLimit > 0 && messages.get() >= messagesLimit;
    }
}

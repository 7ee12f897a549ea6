package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.message.ConsumerMessage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Handles nothing before it is released. Any thread. */
final class HeldHandler extends RecordingHandler {

    private final CountDownLatch begun;
    private final CountDownLatch released = new CountDownLatch(1);

    /** @param claims so many have begun to handle a message when {@link #awaitBegun} returns */
    HeldHandler(int claims) {
        begun = new CountDownLatch(claims);
    }

    void awaitBegun() throws InterruptedException {
        assertThat(begun.await(60, TimeUnit.SECONDS)).as("has begun to handle").isTrue();
    }

    /** Waits for its release at most so long. @return whether it came */
    boolean awaitRelease(int seconds) throws InterruptedException {
        return released.await(seconds, TimeUnit.SECONDS);
    }

    void release() {
        released.countDown();
    }

    @Override
    void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message) throws Exception {
        begun.countDown();
        released.await();
        super.handle(session, claim, message);
    }
}

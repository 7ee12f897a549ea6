package io.myq.faults;

/**
 * What a rule does with a frame that it matches.
 *
 * <p>Called on the connection's own thread: while it waits, this and all later frames of the same direction and connection
 * wait, as on a network. It must end when it is interrupted.
 */
@FunctionalInterface
public interface Action {

    /**
     * Changes what becomes of the frame.
     *
     * @throws InterruptedException when the connection ends meanwhile
     */
    void apply(Passage passage, Rule rule) throws InterruptedException;
}

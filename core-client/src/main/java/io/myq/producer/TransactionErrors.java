package io.myq.producer;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.error.MyqException;
import io.myq.error.ProducerFencedException;
import io.myq.error.TransactionAbortableException;
import io.myq.error.TransactionException;
import io.myq.error.TransactionFailedException;
import io.myq.error.TransactionPendingException;
import io.myq.error.TransactionStateException;
import io.myq.error.TransactionTimedOutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says of a transaction what happened to it, and what to do. Immutable; any thread. */
final class TransactionErrors {

    private static final String NEW_ONE = "Close this producer; another can be opened with the same id";

    private final String id;
    private final Duration timeout;

    TransactionErrors(String id, Duration timeout) {
        this.id = id;
        this.timeout = timeout;
    }

    /** The call does not fit. */
    TransactionStateException wrongState(String call, TxnState state) {
        return new TransactionStateException(
                call + " of transactional id '" + id + "' is refused: " + situation(state), null);
    }

    private static String situation(TxnState state) {
        return switch (state) {
            case UNINITIALIZED, INITIALIZING, READY -> "no transaction is open. Call beginTxn first";
            case IN_TRANSACTION -> "a transaction is open. Call commitTxn or abortTxn first";
            case COMMITTING ->
                "the transaction is being committed, and perhaps is already. Wait for commitTxn, or call it again";
            case ABORTING -> "the transaction is being aborted. Wait for abortTxn, or call it again";
            case ABORTABLE_ERROR -> "the transaction has failed. Call abortTxn";
            case FATAL_ERROR -> "this producer has no transactions any more. Close it";
        };
    }

    /** It cannot be committed, but aborted. @param open for how long the transaction was open */
    TransactionException abortable(Throwable cause, Duration open) {
        if (timedOut(open) && isWordOfTheEnd(cause)) {
            return new TransactionTimedOutException(
                    timedOutText(open) + " Nothing of it becomes visible. Call abortTxn, and do it again. ("
                            + cause.getMessage() + ")",
                    cause);
        }
        return new TransactionAbortableException(
                "The transaction of '" + id + "' cannot be committed: " + sentence(cause.getMessage())
                        + " Nothing of it becomes visible. Call abortTxn, and do it again",
                cause);
    }

    private static String sentence(@Nullable String words) {
        return words != null && words.endsWith(".") ? words : words + ".";
    }

    /** Whether brokers answer so when a transaction is not open any more. */
    private static boolean isWordOfTheEnd(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof BrokerException broker) {
                return switch (broker.error()) {
                    case INVALID_TXN_STATE, INVALID_PRODUCER_EPOCH, PRODUCER_FENCED, TRANSACTION_ABORTABLE -> true;
                    default -> false;
                };
            }
        }
        return false;
    }

    private String timedOutText(Duration open) {
        return "The transaction of '" + id + "' timed out: it was open for " + open.toMillis()
                + " ms, and after Producer.Transaction.Timeout (" + timeout.toMillis()
                + " ms) its coordinator aborts it. Make transactions shorter, or raise the timeout.";
    }

    /** A call did not come to its end. */
    TransactionPendingException pending(String call, String why, @Nullable Throwable cause) {
        String outcome = call.equals("commitTxn")
                ? ". The transaction may be committed or not: call commitTxn again to find out, it goes on from here"
                : ". Call " + call + " again, it goes on from here";
        return new TransactionPendingException(
                call + " of transactional id '" + id + "' has no outcome yet: " + why + outcome, cause);
    }

    /** The same, when nobody was asked for anything. */
    TransactionPendingException notAsked(String call, String why, @Nullable Throwable cause) {
        return new TransactionPendingException(
                call + " of transactional id '" + id + "' has not begun: " + why + ". Call it again", cause);
    }

    /** The same, when it is certain that the coordinator was not asked to commit. */
    TransactionPendingException undecided(String why, @Nullable Throwable cause) {
        return new TransactionPendingException(
                "commitTxn of transactional id '" + id + "' has no outcome yet: " + why
                        + ". The coordinator was not asked to commit: call commitTxn again, or abortTxn",
                cause);
    }

    /**
     * The brokers take nothing from this producer any more.
     *
     * @param open for how long the transaction was open; zero where there was none
     * @param unknown whether a commit had been sent and not answered
     */
    TransactionException fenced(MyqException cause, Duration open, boolean unknown) {
        String outcome = unknown
                ? " Whether the commit that was sent before was done is not known."
                : " What was not committed is aborted.";
        if (timedOut(open)) {
            return new TransactionTimedOutException(
                    timedOutText(open) + " It fences the producer off as well." + outcome + " " + NEW_ONE + ". ("
                            + cause.getMessage() + ")",
                    cause);
        }
        return new ProducerFencedException(
                "Another producer with the transactional id '" + id + "' has taken over, or an operator has fenced it."
                        + outcome + " Each running producer needs an id of its own. " + NEW_ONE + ". ("
                        + cause.getMessage() + ")",
                cause);
    }

    private boolean timedOut(Duration open) {
        return open.compareTo(timeout) >= 0;
    }

    /** It will never be otherwise. */
    TransactionFailedException failed(MyqException cause) {
        return new TransactionFailedException(
                "Transactions of '" + id + "' are not possible: " + cause.getMessage() + advice(cause)
                        + ". Close this producer",
                cause);
    }

    private String advice(MyqException cause) {
        Throwable told = cause instanceof BrokerException ? cause : cause.getCause();
        if (!(told instanceof BrokerException broker)) {
            return "";
        }
        if (broker.error() == ErrorCode.INVALID_TRANSACTION_TIMEOUT) {
            return ". Producer.Transaction.Timeout (" + timeout.toMillis()
                    + " ms) is more than the broker's transaction.max.timeout.ms";
        }
        boolean forbidden = broker.error() == ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
                || broker.error() == ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
        return forbidden ? ". Allow this client to describe and write the transactional id" : "";
    }

    /** The same for the thread that called, with its stack. */
    TransactionException retold(TransactionException cause) {
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof TransactionStateException) {
            return new TransactionStateException(text, cause);
        }
        if (cause instanceof TransactionPendingException) {
            return new TransactionPendingException(text, cause);
        }
        if (cause instanceof TransactionAbortableException) {
            return new TransactionAbortableException(text, cause);
        }
        if (cause instanceof ProducerFencedException) {
            return new ProducerFencedException(text, cause);
        }
        if (cause instanceof TransactionTimedOutException) {
            return new TransactionTimedOutException(text, cause);
        }
        return new TransactionFailedException(text, cause);
    }

    /** The producer has ended. */
    TransactionFailedException ended(String reason, @Nullable Throwable cause) {
        return new TransactionFailedException(
                "There are no more transactions of '" + id + "': " + reason
                        + ". One that was open is aborted by its coordinator, at the latest after"
                        + " Producer.Transaction.Timeout (" + timeout.toMillis() + " ms)",
                cause);
    }

    /** The producer is not transactional at all. */
    static TransactionStateException notTransactional(String call) {
        return new TransactionStateException(
                call + " is refused: this producer has no transactions. Set Producer.Transaction.ID", null);
    }
}

package io.myq.producer;

import io.myq.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a response says in one word. Immutable; any thread.
 *
 * @param error the worst of it
 * @param about what it concerns, for people; may be empty
 */
record TxnAnswer(ErrorCode error, String about) {

    static TxnAnswer of(short error) {
        return new TxnAnswer(ErrorCode.of(error), "");
    }

    /** The worst of many; those that were only not attempted because of others do not count beside them. */
    static TxnAnswer worst(List<Map.Entry<String, Short>> errors) {
        TxnAnswer worst = null;
        for (Map.Entry<String, Short> entry : errors) {
            ErrorCode error = ErrorCode.of(entry.getValue());
            if (error != ErrorCode.NONE && (worst == null || weight(error) > weight(worst.error))) {
                worst = new TxnAnswer(error, " for " + entry.getKey());
            }
        }
        return worst == null ? new TxnAnswer(ErrorCode.NONE, "") : worst;
    }

    private static int weight(@Nullable ErrorCode error) {
        boolean secondary = error == null || error == ErrorCode.OPERATION_NOT_ATTEMPTED;
        return secondary ? 0 : TxnVerdict.of(error).ordinal();
    }
}

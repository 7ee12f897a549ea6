package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TxnStateTest {

    private static final Map<TxnState, Set<TxnState>> ALLOWED = Map.of(
            TxnState.UNINITIALIZED, EnumSet.of(TxnState.INITIALIZING, TxnState.FATAL_ERROR),
            TxnState.INITIALIZING, EnumSet.of(TxnState.READY, TxnState.UNINITIALIZED, TxnState.FATAL_ERROR),
            TxnState.READY, EnumSet.of(TxnState.IN_TRANSACTION, TxnState.INITIALIZING, TxnState.FATAL_ERROR),
            TxnState.IN_TRANSACTION,
                    EnumSet.of(TxnState.COMMITTING, TxnState.ABORTING, TxnState.ABORTABLE_ERROR, TxnState.FATAL_ERROR),
            TxnState.COMMITTING,
                    EnumSet.of(
                            TxnState.READY,
                            TxnState.INITIALIZING,
                            TxnState.ABORTING,
                            TxnState.ABORTABLE_ERROR,
                            TxnState.FATAL_ERROR),
            TxnState.ABORTING, EnumSet.of(TxnState.READY, TxnState.INITIALIZING, TxnState.FATAL_ERROR),
            TxnState.ABORTABLE_ERROR, EnumSet.of(TxnState.ABORTING, TxnState.FATAL_ERROR),
            TxnState.FATAL_ERROR, EnumSet.noneOf(TxnState.class));

    @ParameterizedTest
    @EnumSource
    void becomesOnlyWhatItMay(TxnState state) {
        for (TxnState next : TxnState.values()) {
            assertThat(state.mayBecome(next))
                    .as("%s to %s", state, next)
                    .isEqualTo(ALLOWED.get(state).contains(next));
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverSendsWhatItDiscards(TxnState state) {
        assertThat(state.sends() && state.discards()).isFalse();
        assertThat(state.flags()).isNotEmpty();
    }

    @Test
    void hasTheFlagsOfTheField() {
        assertThat(TxnState.COMMITTING.flags())
                .containsExactlyInAnyOrder(
                        ProducerTxnStatusFlag.END_TRANSACTION, ProducerTxnStatusFlag.COMMITTING_TRANSACTION);
        assertThat(TxnState.ABORTABLE_ERROR.flags())
                .containsExactlyInAnyOrder(ProducerTxnStatusFlag.IN_ERROR, ProducerTxnStatusFlag.ABORTABLE_ERROR);
        assertThat(TxnState.FATAL_ERROR.flags())
                .containsExactlyInAnyOrder(ProducerTxnStatusFlag.IN_ERROR, ProducerTxnStatusFlag.FATAL_ERROR);
    }
}

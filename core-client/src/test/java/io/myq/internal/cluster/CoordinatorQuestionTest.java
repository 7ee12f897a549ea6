package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.error.BrokerException;
import io.myq.error.ErrorCode;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.FindCoordinatorRequest;
import io.myq.internal.protocol.FindCoordinatorResponse;
import io.myq.internal.protocol.FindCoordinatorResponse.Coordinator;
import io.myq.internal.protocol.MessageReader;
import io.myq.internal.protocol.MessageWriter;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The question for a coordinator, in the forms of old and new brokers. */
class CoordinatorQuestionTest {

    private static final CoordinatorQuestion QUESTION = new CoordinatorQuestion(CoordinatorType.GROUP, "billing");

    @Test
    void hasOneKeyForOldBrokersAndAListForNewOnes() {
        for (short version = 1; version <= Api.FIND_COORDINATOR.maxVersion(); version++) {
            boolean flexible = Api.FIND_COORDINATOR.flexible(version);
            MessageWriter out = new MessageWriter(ByteBuffer.allocate(100), version, flexible);
            QUESTION.write(out);
            FindCoordinatorRequest read =
                    FindCoordinatorRequest.read(new MessageReader(out.buffer(), version, flexible));
            assertThat(read.keyType()).isZero();
            assertThat(read.key()).isEqualTo(version < 4 ? "billing" : "");
            assertThat(read.coordinatorKeys()).isEqualTo(version < 4 ? List.of() : List.of("billing"));
        }
    }

    @Test
    void readsTheAnswersOfBoth() {
        Node coordinator = new Node(3, "kafka-3", 9092, null);
        FindCoordinatorResponse old = FindCoordinatorResponse.defaults()
                .withNodeId(3)
                .withHost("kafka-3")
                .withPort(9092);
        assertThat(QUESTION.answer(old)).isEqualTo(coordinator);
        Coordinator found = Coordinator.defaults()
                .withKey("billing")
                .withNodeId(3)
                .withHost("kafka-3")
                .withPort(9092);
        assertThat(QUESTION.answer(FindCoordinatorResponse.defaults().withCoordinators(List.of(found))))
                .isEqualTo(coordinator);
    }

    @Test
    void saysWhyThereIsNone() {
        Coordinator none = Coordinator.defaults()
                .withErrorCode(ErrorCode.GROUP_AUTHORIZATION_FAILED.code())
                .withErrorMessage("not yours");
        FindCoordinatorResponse answer = FindCoordinatorResponse.defaults().withCoordinators(List.of(none));
        assertThatThrownBy(() -> QUESTION.answer(answer))
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        e -> assertThat(e.error()).isEqualTo(ErrorCode.GROUP_AUTHORIZATION_FAILED))
                .hasMessage("No coordinator for group 'billing': GROUP_AUTHORIZATION_FAILED (not yours)");
    }
}

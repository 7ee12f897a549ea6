package io.myq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResultCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopicCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The error codes of everything that a producer asks for can be rewritten, in every version. */
class ErrorCodesTest {

    private static final Errors ERROR = Errors.INVALID_TXN_STATE;

    static Stream<ApiKeys> apis() {
        return Stream.of(
                ApiKeys.PRODUCE,
                ApiKeys.METADATA,
                ApiKeys.INIT_PRODUCER_ID,
                ApiKeys.FIND_COORDINATOR,
                ApiKeys.ADD_PARTITIONS_TO_TXN,
                ApiKeys.ADD_OFFSETS_TO_TXN,
                ApiKeys.TXN_OFFSET_COMMIT,
                ApiKeys.END_TXN);
    }

    @ParameterizedTest
    @MethodSource("apis")
    void areSetInEveryVersion(ApiKeys api) {
        for (short version : api.allVersions()) {
            ApiMessage sound = response(api, version);
            Frame frame = new Frame(1, Direction.RESPONSE, api, version, 7, "client", new byte[0]);
            byte[] bytes = ResponseCodec.bytes(frame, sound);
            Passage passage = new Passage(new Frame(1, Direction.RESPONSE, api, version, 7, "client", bytes));

            apply(passage);

            Map<Errors, Integer> counts = errors(api, version, passage.frame().body());
            assertThat(counts).as("%s v%d", api, version).containsKey(ERROR);
        }
    }

    private static void apply(Passage passage) {
        try (Rule rule = new Faults().add(Match.responses(), Actions.error(ERROR.code()))) {
            rule.apply(passage);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As kafka-clients counts them. */
    private static Map<Errors, Integer> errors(ApiKeys api, short version, ApiMessage body) {
        var bytes = MessageUtil.toByteBufferAccessor(body, version);
        return AbstractResponse.parseResponse(api, bytes, version).errorCounts();
    }

    private static ApiMessage response(ApiKeys api, short version) {
        return switch (api) {
            case PRODUCE ->
                new ProduceResponseData()
                        .setResponses(new TopicProduceResponseCollection(List.of(new TopicProduceResponse()
                                        .setPartitionResponses(List.of(new PartitionProduceResponse().setIndex(3))))
                                .iterator()));
            case METADATA ->
                new MetadataResponseData()
                        .setTopics(new MetadataResponseTopicCollection(List.of(new MetadataResponseTopic()
                                        .setName("t")
                                        .setPartitions(List.of(new MetadataResponsePartition())))
                                .iterator()));
            case INIT_PRODUCER_ID -> new InitProducerIdResponseData();
            case FIND_COORDINATOR ->
                version < 4
                        ? new FindCoordinatorResponseData()
                        : new FindCoordinatorResponseData().setCoordinators(List.of(new Coordinator()));
            case ADD_PARTITIONS_TO_TXN -> addPartitions(version);
            case ADD_OFFSETS_TO_TXN -> new AddOffsetsToTxnResponseData();
            case TXN_OFFSET_COMMIT ->
                new TxnOffsetCommitResponseData()
                        .setTopics(List.of(new TxnOffsetCommitResponseTopic()
                                .setName("t")
                                .setPartitions(List.of(new TxnOffsetCommitResponsePartition()))));
            case END_TXN -> new EndTxnResponseData();
            default -> throw new IllegalArgumentException(api.name);
        };
    }

    private static ApiMessage addPartitions(short version) {
        var partitions = new AddPartitionsToTxnPartitionResultCollection(
                List.of(new AddPartitionsToTxnPartitionResult()).iterator());
        var topics = new AddPartitionsToTxnTopicResultCollection(
                List.of(new AddPartitionsToTxnTopicResult().setName("t").setResultsByPartition(partitions))
                        .iterator());
        AddPartitionsToTxnResponseData response = new AddPartitionsToTxnResponseData();
        return version < 4 ? response.setResultsByTopicV3AndBelow(topics) : response;
    }
}

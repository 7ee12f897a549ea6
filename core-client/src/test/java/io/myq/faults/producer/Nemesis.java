package io.myq.faults.producer;

import io.myq.embedded.EmbeddedBroker;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Direction;
import io.myq.faults.Faults;
import io.myq.faults.Match;
import io.myq.faults.Passage.Ending;
import io.myq.faults.ProxiedCluster;
import java.time.Duration;
import java.util.Random;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** The faults of the matrix that a soak rotates through. Each is begun by the test's thread, which ends it as well. */
public enum Nemesis {
    NOTHING,
    BROKER_KILLED {
        @Override
        public void begin(TestBed bed, Random random) {
            any(bed, random).kill();
        }
    },
    BROKER_HUNG {
        @Override
        public void begin(TestBed bed, Random random) {
            any(bed, random).pause();
        }

        @Override
        public void end(TestBed bed) {
            bed.kafka().brokers().forEach(EmbeddedBroker::resume);
        }
    },
    BROKER_RESTARTED {
        @Override
        public void begin(TestBed bed, Random random) {
            any(bed, random).restart();
        }
    },
    BLACK_HOLE {
        @Override
        public void begin(TestBed bed, Random random) {
            bed.cluster().blackhole(any(bed, random).nodeId(), Direction.values()[random.nextInt(2)]);
        }
    },
    ANSWERS_LOST {
        @Override
        public void begin(TestBed bed, Random random) {
            rarely(bed, random, Match.responses(ApiKeys.PRODUCE), 20, Actions.drop());
        }
    },
    CONNECTIONS_CUT {
        @Override
        public void begin(TestBed bed, Random random) {
            rarely(bed, random, Match.responses(), 20, (passage, rule) -> {
                Ending[] endings = {Ending.CLOSE, Ending.HALF_CLOSE, Ending.RESET};
                passage.cutAfter(random.nextInt(80), endings[random.nextInt(endings.length)]);
            });
            rarely(bed, random, Match.requests(), 30, Actions.cutAfter(random.nextInt(500), Ending.RESET));
        }
    },
    SHORT_LIVES {
        @Override
        public void begin(TestBed bed, Random random) {
            bed.cluster().limitLifetimes(Duration.ofMillis(500), Duration.ofMillis(1_500), random.nextLong());
        }
    },
    LATENCY {
        @Override
        public void begin(TestBed bed, Random random) {
            bed.faults()
                    .add(
                            Match.responses(),
                            Actions.delay(Duration.ofMillis(10), Duration.ofMillis(150), random.nextLong()));
        }
    },
    THIN_LINK {
        @Override
        public void begin(TestBed bed, Random random) {
            bed.cluster().proxies().forEach(proxy -> proxy.limit(Direction.REQUEST, 300_000));
        }
    },
    ERRORS {
        @Override
        public void begin(TestBed bed, Random random) {
            Errors[] passing = {
                Errors.NOT_LEADER_OR_FOLLOWER, Errors.NOT_ENOUGH_REPLICAS, Errors.REQUEST_TIMED_OUT,
                Errors.KAFKA_STORAGE_ERROR, Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND, Errors.CORRUPT_MESSAGE
            };
            for (Errors error : passing) {
                rarely(bed, random, Match.requests(ApiKeys.PRODUCE), 20, Actions.refuse(error.code()));
                rarely(bed, random, Match.responses(ApiKeys.PRODUCE), 40, Actions.error(error.code()));
            }
            rarely(bed, random, Match.requests(ApiKeys.METADATA), 4, Actions.drop());
        }
    };

    /** Does it. */
    public void begin(TestBed bed, Random random) {}

    /** Undoes what {@link TestBed#recover()} does not. */
    public void end(TestBed bed) {}

    private static EmbeddedBroker any(TestBed bed, Random random) {
        ProxiedCluster cluster = bed.cluster();
        return cluster.kafka()
                .broker(1 + random.nextInt(cluster.kafka().brokers().size()));
    }

    private static void rarely(TestBed bed, Random random, Match match, int oneOf, Action action) {
        Faults faults = bed.faults();
        faults.add(match, (passage, rule) -> {
            if (random.nextInt(oneOf) == 0) {
                action.apply(passage, rule);
            }
        });
    }
}

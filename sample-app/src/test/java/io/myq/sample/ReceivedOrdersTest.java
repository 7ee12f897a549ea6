package io.myq.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ReceivedOrdersTest {

    @Test
    void remembersTheLastThousandNewestFirst() {
        ReceivedOrders orders = new ReceivedOrders();
        for (int i = 0; i < 1_500; i++) {
            orders.add(new ReceivedOrder(new Order("id", "Ada", BigDecimal.ONE), 0, i, 1));
        }
        assertThat(orders.newestFirst()).hasSize(1_000);
        assertThat(orders.newestFirst().get(0).offset()).isEqualTo(1_499);
        assertThat(orders.newestFirst().get(999).offset()).isEqualTo(500);
    }
}

package io.myq.sample;

import io.myq.message.ConsumerMessage;
import io.myq.spring.annotation.QueueListener;
import org.springframework.stereotype.Component;

/** Receives orders. Its group is the default one: {@code spring.application.name}. */
@Component
class OrderListener {

    private final ReceivedOrders received;

    OrderListener(ReceivedOrders received) {
        this.received = received;
    }

    @QueueListener(id = "orders", topics = Topics.ORDERS)
    void on(Order order, ConsumerMessage message) {
        long millis = System.currentTimeMillis() - message.timestamp();
        received.add(new ReceivedOrder(order, message.partition(), message.offset(), millis));
    }
}

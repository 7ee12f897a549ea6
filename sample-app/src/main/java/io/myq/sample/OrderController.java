package io.myq.sample;

import io.myq.spring.template.MyqTemplate;
import jakarta.validation.Valid;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /orders} sends, {@code GET /orders} shows what came. No request thread waits for an acknowledgement. */
@RestController
@RequestMapping("/orders")
class OrderController {

    private final MyqTemplate template;
    private final ReceivedOrders received;

    OrderController(MyqTemplate template, ReceivedOrders received) {
        this.template = template;
        this.received = received;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    CompletableFuture<PlacedOrder> place(@Valid @RequestBody Order order) {
        return template.send(Topics.ORDERS, order.id(), order).thenApply(PlacedOrder::of);
    }

    @GetMapping
    List<ReceivedOrder> received() {
        return received.newestFirst();
    }
}

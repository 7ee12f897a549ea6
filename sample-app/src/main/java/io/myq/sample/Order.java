package io.myq.sample;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is sent and received. Any field may be missing in what a caller sends: validation says so before it is sent on.
 *
 * @param id decides the partition: the orders of one id stay in order
 * @param customer who ordered
 * @param amount in whatever currency
 */
record Order(
        @NotBlank @Nullable String id,
        @NotBlank @Nullable String customer,
        @NotNull @Positive @Nullable BigDecimal amount) {}

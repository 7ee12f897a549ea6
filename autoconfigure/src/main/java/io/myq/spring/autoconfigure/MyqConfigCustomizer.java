package io.myq.spring.autoconfigure;

import io.myq.config.Config;

/** Changes the Config tree after the properties were applied to it; beans of this type run in their order. */
@FunctionalInterface
public interface MyqConfigCustomizer {

    /** @return the changed tree */
    Config customize(Config config);
}

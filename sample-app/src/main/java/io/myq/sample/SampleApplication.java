package io.myq.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Where the application begins. */
@SpringBootApplication
public class SampleApplication {

    /** @param args properties, such as {@code --server.port=8081} */
    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}

package io.myq.internal.protocol;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One generated message, found on the class path: a new API is tested without a word more. */
record GeneratedMessage(Class<? extends ApiMessage> type) {

    static List<GeneratedMessage> all() {
        try {
            Path root = Path.of(Api.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            File[] classes = root.resolve("io/myq/internal/protocol").toFile().listFiles();
            return Stream.of(classes == null ? new File[0] : classes)
                    .map(File::getName)
                    .filter(name -> name.matches("\\w+\\.class"))
                    .sorted()
                    .map(name -> load("io.myq.internal.protocol." + name.replace(".class", "")))
                    .filter(type -> type.isRecord() && ApiMessage.class.isAssignableFrom(type))
                    .map(type -> new GeneratedMessage(type.asSubclass(ApiMessage.class)))
                    .toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kafka's own class for the same message. */
    Class<?> kafkaType() {
        String suffix = type.getSimpleName().matches(".*(Request|Response)") ? "Data" : "";
        return load("org.apache.kafka.common.message." + type.getSimpleName() + suffix);
    }

    short minVersion() {
        return constant("MIN_VERSION");
    }

    short maxVersion() {
        return constant("MAX_VERSION");
    }

    boolean flexible(short version) {
        return version >= constant("FIRST_FLEXIBLE_VERSION");
    }

    private short constant(String name) {
        try {
            return type.getField(name).getShort(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] write(ApiMessage message, short version) {
        MessageWriter out = new MessageWriter(ByteBuffer.allocate(16), version, flexible(version));
        message.write(out);
        byte[] bytes = new byte[out.buffer().remaining()];
        out.buffer().get(bytes);
        return bytes;
    }

    /** Reads one message that fills the frame. */
    ApiMessage read(ByteBuffer frame, short version) {
        MessageReader in = new MessageReader(frame, version, flexible(version));
        ApiMessage message = (ApiMessage) call("read", MessageReader.class, in);
        in.expectEnd(type.getSimpleName());
        return message;
    }

    ApiMessage defaults() {
        return (ApiMessage) call("defaults", null, null);
    }

    private Object call(String method, @Nullable Class<?> parameter, @Nullable Object argument) {
        try {
            return parameter == null
                    ? type.getMethod(method).invoke(null)
                    : type.getMethod(method, parameter).invoke(null, argument);
        } catch (java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}

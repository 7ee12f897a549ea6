package io.myq.internal.protocol;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Random values for exactly the fields that a message has in one version, as Kafka's own schema objects list them;
 * poured into our record and into Kafka's class alike.
 */
final class RandomFields {
    private final Random random;

    RandomFields(Random random) {
        this.random = random;
    }

    /** Values by field name without case and underscores; structs are maps again. */
    Map<String, @Nullable Object> forMessage(Class<?> kafkaType, short version) {
        try {
            return struct(((Schema[]) kafkaType.getField("SCHEMAS").get(null))[version]);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, @Nullable Object> struct(Schema schema) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (BoundField bound : schema.fields()) {
            if (bound.def.type instanceof org.apache.kafka.common.protocol.types.TaggedFields tagged) {
                tagged.fields().values().forEach(f -> {
                    if (random.nextBoolean()) {
                        values.put(key(f.name), value(f.type));
                    }
                });
            } else {
                values.put(key(bound.def.name), value(bound.def.type));
            }
        }
        return values;
    }

    private @Nullable Object value(org.apache.kafka.common.protocol.types.Type type) {
        if (type.isNullable() && random.nextInt(4) == 0) {
            return null;
        }
        if (type.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(value(type.arrayElementType().orElseThrow()));
            }
            return list;
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        return scalar(type.toString());
    }

    private Object scalar(String type) {
        return switch (type) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) random.nextInt();
            case "INT16" -> (short) random.nextInt();
            case "UINT16" -> random.nextInt(0x10000);
            case "INT32" -> random.nextInt();
            case "INT64" -> random.nextLong();
            case "FLOAT64" -> random.nextDouble();
            case "UUID" -> new UUID(random.nextLong(), random.nextLong());
            case "STRING", "COMPACT_STRING", "NULLABLE_STRING", "COMPACT_NULLABLE_STRING" -> text();
            default -> bytes(type);
        };
    }

    private String text() {
        String alphabet = "aZ0._-äß€語\uD83D\uDE00";
        int[] codePoints = alphabet.codePoints().toArray();
        // most are short; a few need a length of two or three bytes
        int length = random.nextInt(20) == 0 ? random.nextInt(8000) : random.nextInt(12);
        StringBuilder text = new StringBuilder();
        random.ints(length, 0, codePoints.length).forEach(i -> text.appendCodePoint(codePoints[i]));
        return text.toString();
    }

    private byte[] bytes(String type) {
        if (!type.contains("BYTES") && !type.contains("RECORDS")) {
            throw new IllegalStateException("no random value for " + type);
        }
        byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    static String key(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Our record with these values, and the schema's defaults where there is none. */
    static Object ours(Class<?> type, Map<?, ?> values) {
        try {
            Object defaults = type.getMethod("defaults").invoke(null);
            RecordComponent[] components = type.getRecordComponents();
            Object[] arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                String key = key(components[i].getName());
                arguments[i] = values.containsKey(key)
                        ? ourValue(components[i].getGenericType(), values.get(key))
                        : components[i].getAccessor().invoke(defaults);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object ourValue(Type type, @Nullable Object value) {
        if (value instanceof Map<?, ?> struct) {
            return ours((Class<?>) type, struct);
        }
        if (value instanceof List<?> list) {
            Type element = ((ParameterizedType) type).getActualTypeArguments()[0];
            return list.stream().map(v -> ourValue(element, v)).toList();
        }
        return value instanceof byte[] bytes && type == ByteBuffer.class ? ByteBuffer.wrap(bytes) : value;
    }

    /** Kafka's mutable object with these values. */
    static Object kafkas(Class<?> type, Map<?, ?> values) {
        try {
            Object message = type.getConstructor().newInstance();
            for (Field field : type.getDeclaredFields()) {
                if (values.containsKey(key(field.getName()))) {
                    field.setAccessible(true);
                    field.set(message, kafkaValue(field.getGenericType(), values.get(key(field.getName()))));
                }
            }
            return message;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object kafkaValue(Type type, @Nullable Object value) throws ReflectiveOperationException {
        if (value instanceof Map<?, ?> struct) {
            return kafkas((Class<?>) type, struct);
        }
        if (value instanceof List<?> list) {
            return kafkaList(type, list);
        }
        if (value instanceof UUID uuid) {
            return new Uuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        }
        if (value instanceof byte[] bytes && type == ByteBuffer.class) {
            return ByteBuffer.wrap(bytes);
        }
        return value instanceof byte[] bytes && type == BaseRecords.class
                ? MemoryRecords.readableRecords(ByteBuffer.wrap(bytes))
                : value;
    }

    /** Arrays with a key are collection classes of their own, whose superclass names the element. */
    @SuppressWarnings("unchecked")
    private static Collection<Object> kafkaList(Type type, List<?> values) throws ReflectiveOperationException {
        boolean keyed = type instanceof Class<?>;
        ParameterizedType generic = (ParameterizedType) (keyed ? ((Class<?>) type).getGenericSuperclass() : type);
        Collection<Object> list =
                keyed ? (Collection<Object>) ((Class<?>) type).getConstructor().newInstance() : new ArrayList<>();
        for (Object value : values) {
            list.add(kafkaValue(generic.getActualTypeArguments()[0], value));
        }
        return list;
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns Kafka's message schemas into one Java record per message, at build time.
 * Run as {@code java MessageCodegen.java <schema directory> <output directory> <API or data message>...}.
 * Reader and writer know version and flexibility, so what is generated has no branches for compact forms.
 */
final class MessageCodegen {
    private static final String PACKAGE = "io.myq.internal.protocol";

    /** Comments, strings, brackets and other scalars of JSON; its colons and commas add nothing. */
    private static final Pattern TOKEN =
            Pattern.compile("//[^\n]*|\"(?:[^\"\\\\]|\\\\.)*\"|[\\[\\]{}]|[^\\s\\[\\]{}:,\"]+");

    /** Schema types in Java: as a field, as a type argument, and the value when no default is given. */
    private static final Map<String, List<String>> SCALARS = Map.ofEntries(
            Map.entry("bool", List.of("boolean", "Boolean", "false")),
            Map.entry("int8", List.of("byte", "Byte", "0")),
            Map.entry("int16", List.of("short", "Short", "0")),
            Map.entry("uint16", List.of("int", "Integer", "0")),
            Map.entry("int32", List.of("int", "Integer", "0")),
            Map.entry("int64", List.of("long", "Long", "0")),
            Map.entry("float64", List.of("double", "Double", "0.0")),
            Map.entry("uuid", List.of("UUID", "UUID", "Uuids.ZERO")),
            Map.entry("string", List.of("String", "String", "\"\"")),
            Map.entry("bytes", List.of("byte[]", "byte[]", "new byte[0]")),
            Map.entry("records", List.of("ByteBuffer", "ByteBuffer", "null")));

    /** An inclusive range of versions; empty when {@code low > high}. */
    private record Versions(int low, int high) {
        /** Like {@code 3}, {@code 3-7}, {@code 3+} or {@code none}; nothing is none. */
        static Versions parse(String text) {
            String range = text.isEmpty() || text.equals("none") ? Short.MAX_VALUE + "-0" : text;
            String[] ends = range.replace("+", "-" + Short.MAX_VALUE).split("-");
            return new Versions(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
        }

        Versions and(Versions other) {
            return new Versions(Math.max(low, other.low), Math.min(high, other.high));
        }

        boolean isEmpty() {
            return low > high;
        }

        /** The test that a version of {@code valid} is in this range; empty text when all of them are. */
        String test(String version, Versions valid) {
            String from = low > valid.low ? version + " >= " + low : "";
            String to = high < valid.high ? version + " <= " + high : "";
            return from + (from.isEmpty() || to.isEmpty() ? "" : " && ") + to;
        }
    }

    /** One field of a struct, with its versions cut to those of the message. */
    private record Field(
            String name,
            String path,
            String type,
            String element,
            int tag,
            Map<?, ?> json,
            Versions valid,
            Versions versions,
            Versions nullable) {
        static Field of(String struct, Map<?, ?> json, Versions valid) {
            String schemaName = text(json, "name");
            String name = Character.toLowerCase(schemaName.charAt(0)) + schemaName.substring(1);
            String type = text(json, "type");
            String element = type.replace("[]", "");
            int tag = json.containsKey("tag") ? Integer.parseInt(text(json, "tag")) : -1;
            Versions versions = Versions.parse(text(json, "versions")).and(valid);
            Versions nullable = Versions.parse(text(json, "nullableVersions")).and(versions);
            return new Field(name, struct + "." + name, type, element, tag, json, valid, versions, nullable);
        }

        boolean isArray() {
            return type.startsWith("[]");
        }

        boolean isStruct() {
            return !SCALARS.containsKey(element);
        }

        String javaType() {
            String single = isStruct() ? element : SCALARS.get(element).get(isArray() ? 1 : 0);
            String java = isArray() ? "List<" + single + ">" : single;
            return nullable.isEmpty() ? java : java.equals("byte[]") ? "byte @Nullable []" : "@Nullable " + java;
        }

        String javaDefault() {
            String given = text(json, "default");
            if (given.equals("null") || isArray() || isStruct()) {
                return given.equals("null") ? given : isArray() ? "List.of()" : type + ".defaults()";
            }
            String value = given.isEmpty() ? SCALARS.get(type).get(2) : given;
            return switch (type) {
                case "int8", "int16" -> "(" + javaType() + ") " + Long.decode(value);
                case "uint16", "int32" -> Long.decode(value).toString();
                case "int64" -> Long.decode(value) + "L";
                default -> value;
            };
        }

        /** The expression that is true when the field does not have its default value. */
        String isSet() {
            return "!java.util.Objects.deepEquals(%s, DEFAULTS.%1$s)".formatted(name);
        }

        /** The call on reader or writer that moves this field: in its nullable form, its plain form, or one of the two. */
        private String call(String target, String argument, String oneOfTwo) {
            String method = isArray() ? isStruct() ? "structs" : "list" : isStruct() ? "struct" : type;
            String call = target + ".%s(\"" + path + "\"" + argument;
            String orNull = call.formatted("nullable" + capital(method));
            return choose(nullable, versions, target, oneOfTwo, orNull, call.formatted(method));
        }

        String write() {
            String argument = ", " + name + (isArray() && !isStruct() ? ", MessageWriter::" + element : "") + ");";
            String value = call("out", argument, "if (%s) { %s } else { %s }");
            if (tag >= 0) {
                value = "if (%s) { int tagStart = out.beginTag(taggedFields, %s); %s out.endTag(tagStart); }"
                        .formatted(isSet(), tag, value);
            }
            boolean ignorable = text(json, "ignorable").equals("true");
            String absent = ignorable ? "" : " else if (%s) { throw out.absent(\"%s\"); }".formatted(isSet(), path);
            return choose(versions, valid, "out", "if (%s) { %s }%s", value, absent);
        }

        String readValue() {
            String argument = isStruct() ? ", " + element + "::read" : isArray() ? ", MessageReader::" + element : "";
            return call("in", argument + ")", "(%s ? %s : %s)");
        }

        String read() {
            String untagged = choose(versions, valid, "in", "%s ? %s : %s", readValue(), javaDefault());
            String value = tag >= 0 ? javaDefault() : untagged;
            return javaType().replace("@Nullable ", "") + " " + name + " = " + value + ";";
        }

        String readTag() {
            String test = versions.test("in.version()", valid);
            String known = "tag == " + tag + (test.isEmpty() ? "" : " && " + test);
            return "if (%s) { %s = %s; } else ".formatted(known, name, readValue());
        }

        /** The first text where the range always holds, the second where it never does, else both in the template. */
        private static String choose(Versions range, Versions valid, String at, String both, String yes, String no) {
            String test = range.test(at + ".version()", valid);
            return range.isEmpty() ? no : test.isEmpty() ? yes : both.formatted(test, yes, no);
        }
    }

    private record Struct(String name, String path, String about, List<Field> fields) {
        String join(Function<Field, String> text) {
            return fields.stream().map(text).collect(Collectors.joining(", "));
        }

        private Stream<Field> tagged() {
            return fields.stream().filter(f -> f.tag >= 0).sorted(Comparator.comparing(Field::tag));
        }

        String writeBody(boolean flexible) {
            String tags = tagged().findAny().isPresent() ? "int taggedFields = out.beginTags();" : "out.beginTags();";
            String untagged = lines(fields.stream().filter(f -> f.tag < 0), Field::write);
            return untagged + (flexible ? tags + "\n" : "") + lines(tagged(), Field::write);
        }

        String readBody(boolean flexible) {
            String values = lines(fields.stream(), Field::read);
            String tags = tagged().map(Field::readTag).collect(Collectors.joining());
            if (!flexible || tags.isEmpty()) {
                return values + (flexible ? "in.skipTags(\"" + path + "\");" : "");
            }
            return values + """
                    for (int taggedFields = in.tags("%1$s"); taggedFields > 0; taggedFields--) {
                        int tag = in.tag("%1$s");
                        int outerLimit = in.beginValue("%1$s");
                        %2$s{ in.skipValue(); }
                        in.endValue("%1$s", outerLimit);
                    }""".formatted(path, tags);
        }
    }

    /** One schema file: the message itself is the first struct, its nested ones follow. */
    private record Message(
            String name, String api, String key, Versions valid, Versions flexible, List<Struct> structs) {
        /** {@code FindCoordinatorRequest} is the constant {@code FIND_COORDINATOR}. */
        String constant() {
            return api.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        }
    }

    public static void main(String[] args) throws IOException {
        Path schemas = Path.of(args[0]);
        Path target = Path.of(args[1]).resolve(PACKAGE.replace('.', '/'));
        Files.createDirectories(target);
        List<Message> requests = new ArrayList<>();
        for (String name : List.of(args).subList(2, args.length)) {
            Path data = schemas.resolve(name + ".json");
            if (Files.exists(data)) {
                write(target, name, messageClass(load(data, Versions.parse("0+")), "ApiMessage"));
                continue;
            }
            Message request = load(schemas.resolve(name + "Request.json"), Versions.parse("0+"));
            Message response = load(schemas.resolve(name + "Response.json"), request.valid);
            write(target, request.name, messageClass(request, "Request<" + response.name + ">"));
            write(target, response.name, messageClass(response, "ApiMessage"));
            requests.add(request);
        }
        write(target, "Api", apiClass(requests));
    }

    /** Leaves a file alone that would not change, so that nothing is compiled again. */
    private static void write(Path target, String name, String text) throws IOException {
        Path file = target.resolve(name + ".java");
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }

    private static Message load(Path schema, Versions limit) throws IOException {
        Deque<String> tokens = TOKEN.matcher(Files.readString(schema))
                .results()
                .map(MatchResult::group)
                .filter(token -> !token.startsWith("//"))
                .collect(Collectors.toCollection(ArrayDeque::new));
        Map<?, ?> json = (Map<?, ?>) json(tokens);
        Versions all = Versions.parse(text(json, "validVersions")).and(limit);
        boolean unstable = text(json, "latestVersionUnstable").equals("true");
        Versions valid = new Versions(all.low, unstable ? all.high - 1 : all.high);
        String name = text(json, "name");
        List<Struct> structs = new ArrayList<>();
        addStruct(structs, name, name, "Versions " + valid.low + " to " + valid.high + ".", json, valid);
        list(json, "commonStructs").forEach(s -> addStruct(structs, name, text(s, "name"), text(s, "name"), s, valid));
        String api = name.replaceAll("Request$", "");
        Versions flexible = Versions.parse(text(json, "flexibleVersions"));
        return new Message(name, api, text(json, "apiKey"), valid, flexible, structs);
    }

    private static void addStruct(
            List<Struct> structs, String message, String name, String about, Map<?, ?> json, Versions valid) {
        String path = name.equals(message) ? name : message + "." + name;
        List<Field> fields = list(json, "fields").stream()
                .map(field -> Field.of(path, field, valid))
                .filter(field -> !field.versions.isEmpty())
                .toList();
        structs.add(new Struct(name, path, about, fields));
        fields.stream()
                .filter(f -> f.json.containsKey("fields"))
                .forEach(f -> addStruct(structs, message, f.element, text(f.json, "about"), f.json, valid));
    }

    private static String messageClass(Message message, String type) {
        StringBuilder out = new StringBuilder("""
                // Generated from Kafka's schema %s.json
                package %s;

                import java.nio.ByteBuffer;
                import java.util.List;
                import java.util.UUID;
                import org.jspecify.annotations.Nullable;

                """.formatted(message.name, PACKAGE));
        out.append(recordOf(message, message.structs.get(0), type))
                .append("""

                    public static final short MIN_VERSION = %d;
                    public static final short MAX_VERSION = %d;
                    public static final short FIRST_FLEXIBLE_VERSION = %d;
                """.formatted(message.valid.low, message.valid.high, message.flexible.low));
        String api = "\n    @Override\n    public Api<%sResponse> api() {\n        return Api.%s;\n    }\n";
        out.append(type.startsWith("Request") ? api.formatted(message.api, message.constant()) : "");
        for (Struct nested : message.structs.subList(1, message.structs.size())) {
            out.append('\n').append((recordOf(message, nested, "ApiMessage") + "}\n").indent(4));
        }
        return out.append("}\n").toString();
    }

    /** A record without its closing brace. */
    private static String recordOf(Message message, Struct struct, String type) {
        boolean flexible = !message.flexible.isEmpty();
        String parameters =
                lines(struct.fields.stream(), f -> " * @param " + f.name + " " + javadoc(text(f.json, "about")));
        String withers = lines(
                struct.fields.stream(),
                f -> "    public %s with%s(%s %s) {\n        return new %1$s(%s);\n    }\n"
                        .formatted(struct.name, capital(f.name), f.javaType(), f.name, struct.join(Field::name)));
        return """
                /**
                 * %s
                 *
                %s */
                public record %s(%s) implements %s {
                    private static final %3$s DEFAULTS = new %3$s(%6$s);

                    /** Every field at its schema's default. */
                    public static %3$s defaults() {
                        return DEFAULTS;
                    }

                %7$s    @Override
                    public void write(MessageWriter out) {
                %8$s    }

                    public static %3$s read(MessageReader in) {
                %9$s        return new %3$s(%10$s);
                    }
                """.formatted(
                        javadoc(struct.about),
                        parameters,
                        struct.name,
                        struct.join(f -> f.javaType() + " " + f.name),
                        type,
                        struct.join(Field::javaDefault),
                        withers,
                        struct.writeBody(flexible).indent(8),
                        struct.readBody(flexible).indent(8),
                        struct.join(Field::name));
    }

    private static String apiClass(List<Message> requests) {
        String constant = "    public static final Api<%sResponse> %s =\n"
                + "            new Api<>(%s, \"%1$s\", %d, %d, %d, %1$sResponse::read);";
        Function<Message, String> text =
                m -> constant.formatted(m.api, m.constant(), m.key, m.valid.low, m.valid.high, m.flexible.low);
        String all = requests.stream().map(Message::constant).collect(Collectors.joining(", "));
        return """
                // Generated from Kafka's schemas
                package %s;

                import java.util.List;
                import java.util.function.Function;

                /** The request and response pairs that this client speaks. Constants, for every thread. */
                public final class Api<R extends ApiMessage> extends ApiDefinition<R> {
                %s
                    private Api(int key, String name, int min, int max, int firstFlexible, Function<MessageReader, R> response) {
                        super(key, name, min, max, firstFlexible, response);
                    }

                    public static List<Api<?>> all() {
                        return List.of(%s);
                    }
                }
                """.formatted(PACKAGE, lines(requests.stream(), text), all);
    }

    private static <T> String lines(Stream<T> values, Function<T, String> text) {
        return values.map(value -> text.apply(value) + "\n").collect(Collectors.joining());
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String javadoc(String about) {
        return about.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;");
    }

    private static String text(Map<?, ?> json, String key) {
        return json.containsKey(key) ? json.get(key).toString() : "";
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> list(Map<?, ?> json, String key) {
        return json.containsKey(key) ? (List<Map<?, ?>>) json.get(key) : List.of();
    }

    /** As much JSON as schemas need: objects are maps, arrays are lists, and every scalar is its text. */
    private static Object json(Deque<String> tokens) {
        String token = tokens.pop();
        if (!token.equals("{") && !token.equals("[")) {
            return token.replaceAll("^\"|\"$", "").replace("\\\"", "\"");
        }
        Map<String, Object> members = new LinkedHashMap<>();
        while (!List.of("}", "]").contains(tokens.peek())) {
            String name = token.equals("{") ? (String) json(tokens) : String.valueOf(members.size());
            members.put(name, json(tokens));
        }
        tokens.pop();
        return token.equals("{") ? members : List.copyOf(members.values());
    }
}

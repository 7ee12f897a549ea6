import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns Kafka's message schemas into one Java record per message, at build time.
 * Run as {@code java MessageCodegen.java <schema directory> <output directory> <API or data message>...}.
 * Reader and writer know version and flexibility, so what is generated has no branches for compact forms.
 */
final class MessageCodegen {
    private static final String PACKAGE = "io.myq.internal.protocol";

    /** What a schema type is in Java: the type, the one used as type argument, and the value when no default is given. */
    private record Scalar(String java, String boxed, String zero) {}

    private static final Map<String, Scalar> SCALARS = Map.ofEntries(
            Map.entry("bool", new Scalar("boolean", "Boolean", "false")),
            Map.entry("int8", new Scalar("byte", "Byte", "0")),
            Map.entry("int16", new Scalar("short", "Short", "0")),
            Map.entry("uint16", new Scalar("int", "Integer", "0")),
            Map.entry("int32", new Scalar("int", "Integer", "0")),
            Map.entry("int64", new Scalar("long", "Long", "0")),
            Map.entry("float64", new Scalar("double", "Double", "0.0")),
            Map.entry("uuid", new Scalar("UUID", "UUID", "Uuids.ZERO")),
            Map.entry("string", new Scalar("String", "String", "\"\"")),
            Map.entry("bytes", new Scalar("byte[]", "byte[]", "new byte[0]")),
            Map.entry("records", new Scalar("ByteBuffer", "ByteBuffer", "null")));

    /** An inclusive range of versions; empty when {@code low > high}. */
    private record Versions(int low, int high) {
        static Versions parse(Object text) {
            String s = text == null ? "none" : text.toString();
            if (s.equals("none")) {
                return new Versions(1, 0);
            }
            if (s.endsWith("+")) {
                return new Versions(Integer.parseInt(s.substring(0, s.length() - 1)), Short.MAX_VALUE);
            }
            String[] ends = s.split("-");
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
            List<String> parts = new ArrayList<>();
            if (low > valid.low) {
                parts.add(version + " >= " + low);
            }
            if (high < valid.high) {
                parts.add(version + " <= " + high);
            }
            return String.join(" && ", parts);
        }
    }

    /** One field of a struct, with the versions already cut to those of its message. */
    private record Field(
            String name,
            String type,
            Versions versions,
            Versions nullable,
            int tag,
            boolean ignorable,
            String defaultValue,
            String about) {
        boolean isArray() {
            return type.startsWith("[]");
        }

        String element() {
            return isArray() ? type.substring(2) : type;
        }

        boolean isStruct() {
            return !SCALARS.containsKey(element());
        }

        boolean isNullable() {
            return !nullable.isEmpty() || type.equals("records");
        }

        String javaType() {
            String mark = isNullable() ? "@Nullable " : "";
            if (isArray()) {
                return mark + "List<" + (isStruct() ? element() : SCALARS.get(element()).boxed) + ">";
            }
            if (type.equals("bytes")) {
                return isNullable() ? "byte @Nullable []" : "byte[]";
            }
            return mark + (isStruct() ? type : SCALARS.get(type).java);
        }

        String javaDefault() {
            if ("null".equals(defaultValue)) {
                return "null";
            }
            if (isArray()) {
                return "List.of()";
            }
            if (isStruct()) {
                return type + ".defaults()";
            }
            String value = defaultValue == null || defaultValue.isEmpty() ? SCALARS.get(type).zero : defaultValue;
            return switch (type) {
                case "int8", "int16" -> "(" + SCALARS.get(type).java + ") " + Long.decode(value);
                case "uint16", "int32" -> String.valueOf(Long.decode(value));
                case "int64" -> Long.decode(value) + "L";
                default -> value;
            };
        }

        /** The expression that is true when the field does not have its default value. */
        String isSet() {
            String isDefault = javaDefault();
            if (isDefault.equals("null")) {
                return name + " != null";
            }
            String orNull = isNullable() ? name + " == null || " : "";
            if (isArray()) {
                return orNull + "!" + name + ".isEmpty()";
            }
            if (isStruct() || type.equals("string") || type.equals("uuid")) {
                return orNull + "!" + name + ".equals(" + isDefault + ")";
            }
            if (type.equals("bytes")) {
                return orNull + name + ".length != 0";
            }
            return type.equals("bool") ? (isDefault.equals("true") ? "!" : "") + name : name + " != " + isDefault;
        }

        /** The call on reader or writer that moves this field, in its nullable or its plain form. */
        String call(String target, String arguments, boolean orNull) {
            String method = isArray() ? (isStruct() ? "structs" : "list") : isStruct() ? "struct" : type;
            String name = orNull
                    ? "nullable" + method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1)
                    : method;
            return target + "." + name + "(" + arguments + ")";
        }
    }

    private record Struct(String name, String about, List<Field> fields) {}

    /** One schema file: the message itself is the first struct, its nested ones follow. */
    private record Message(String name, int apiKey, Versions valid, Versions flexible, List<Struct> structs) {
        int firstFlexible() {
            return flexible.isEmpty() ? Short.MAX_VALUE : flexible.low;
        }

        String apiName() {
            return name.replaceAll("Request$", "");
        }

        /** {@code FindCoordinatorRequest} is the constant {@code FIND_COORDINATOR}. */
        String constant() {
            return apiName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        }
    }

    private final Path schemas;
    private final Path target;

    private MessageCodegen(Path schemas, Path target) {
        this.schemas = schemas;
        this.target = target;
    }

    public static void main(String[] args) throws IOException {
        MessageCodegen codegen =
                new MessageCodegen(Path.of(args[0]), Path.of(args[1]).resolve(PACKAGE.replace('.', '/')));
        Files.createDirectories(codegen.target);
        List<Message> requests = new ArrayList<>();
        for (String name : List.of(args).subList(2, args.length)) {
            if (Files.exists(codegen.schemas.resolve(name + ".json"))) {
                codegen.write(codegen.load(name, null), "ApiMessage");
                continue;
            }
            Message request = codegen.load(name + "Request", null);
            codegen.write(request, "Request<" + name + "Response>");
            codegen.write(codegen.load(name + "Response", request.valid), "ApiMessage");
            requests.add(request);
        }
        codegen.writeFile("Api", apiClass(requests));
    }

    // ---- schemas ----

    private Message load(String name, Versions limit) throws IOException {
        Map<?, ?> json = (Map<?, ?>) new Json(Files.readString(schemas.resolve(name + ".json"))).value();
        Versions valid = Versions.parse(json.get("validVersions"));
        if ("true".equals(String.valueOf(json.get("latestVersionUnstable")))) {
            valid = new Versions(valid.low, valid.high - 1);
        }
        if (limit != null) {
            valid = valid.and(limit);
        }
        List<Struct> structs = new ArrayList<>();
        addStruct(structs, name, name, list(json.get("fields")), valid);
        for (Map<?, ?> common : list(json.get("commonStructs"))) {
            addStruct(
                    structs, text(common, "name", null), text(common, "name", null), list(common.get("fields")), valid);
        }
        Versions flexible = Versions.parse(json.get("flexibleVersions"));
        return new Message(name, Integer.parseInt(text(json, "apiKey", "-1")), valid, flexible, structs);
    }

    private void addStruct(List<Struct> structs, String name, String about, List<Map<?, ?>> json, Versions valid) {
        List<Field> fields = new ArrayList<>();
        structs.add(new Struct(name, about, fields));
        for (Map<?, ?> f : json) {
            Versions versions = Versions.parse(f.get("versions")).and(valid);
            if (versions.isEmpty()) {
                continue;
            }
            Versions nullable = Versions.parse(f.get("nullableVersions")).and(versions);
            String type = text(f, "type", null);
            String fieldName = text(f, "name", null);
            fieldName = fieldName.substring(0, 1).toLowerCase(Locale.ROOT) + fieldName.substring(1);
            int tag = Integer.parseInt(text(f, "tag", "-1"));
            if (tag >= 0 && !Versions.parse(f.get("taggedVersions")).and(valid).equals(versions)) {
                throw new IllegalStateException(name + "." + fieldName + " is tagged in only some of its versions");
            }
            boolean ignorable = "true".equals(text(f, "ignorable", "false"));
            String about1 = text(f, "about", "");
            Field field =
                    new Field(fieldName, type, versions, nullable, tag, ignorable, text(f, "default", null), about1);
            fields.add(field);
            if (f.containsKey("fields")) {
                addStruct(structs, field.element(), about1, list(f.get("fields")), valid);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> list(Object json) {
        return json == null ? List.of() : (List<Map<?, ?>>) json;
    }

    private static String text(Map<?, ?> json, String key, String otherwise) {
        return json.containsKey(key) ? json.get(key).toString() : otherwise;
    }

    // ---- Java ----

    private void write(Message message, String type) throws IOException {
        Struct top = message.structs.get(0);
        String about = message.name + ", versions " + message.valid.low + " to " + message.valid.high + ".";
        StringBuilder out = new StringBuilder("""
                // Generated from Kafka's schema %s.json
                package %s;

                import java.nio.ByteBuffer;
                import java.util.List;
                import java.util.UUID;
                import org.jspecify.annotations.Nullable;

                """.formatted(message.name, PACKAGE));
        out.append(record(message, new Struct(top.name, about, top.fields), type));
        out.append("""
                    public static final short MIN_VERSION = %d;
                    public static final short MAX_VERSION = %d;
                    /** From this version on the message has compact lengths and tagged fields. */
                    public static final short FIRST_FLEXIBLE_VERSION = %d;
                """.formatted(message.valid.low, message.valid.high, message.firstFlexible()));
        if (type.startsWith("Request")) {
            out.append("""

                        @Override
                        public Api<%s> api() {
                            return Api.%s;
                        }
                    """.formatted(message.apiName() + "Response", message.constant()));
        }
        for (Struct nested : message.structs.subList(1, message.structs.size())) {
            out.append('\n').append((record(message, nested, "ApiMessage") + "}\n").indent(4));
        }
        writeFile(message.name, out.append("}\n").toString());
    }

    private static String record(Message message, Struct struct, String type) {
        List<Field> fields = struct.fields;
        StringBuilder out = new StringBuilder("/**\n * " + javadoc(struct.about) + "\n *\n");
        fields.forEach(f -> out.append(" * @param " + f.name + " " + javadoc(f.about) + "\n"));
        out.append("""
                 */
                public record $1($2) implements $3 {
                    private static final $1 DEFAULTS = new $1($4);

                    /** Every field at its schema's default. */
                    public static $1 defaults() {
                        return DEFAULTS;
                    }

                """.replace("$1", struct.name)
                .replace("$2", join(fields, f -> f.javaType() + " " + f.name))
                .replace("$3", type)
                .replace("$4", join(fields, Field::javaDefault)));
        for (Field f : fields) {
            out.append("""
                        public %s with%s(%s %s) {
                            return new %1$s(%s);
                        }

                    """.formatted(struct.name, capital(f.name), f.javaType(), f.name, join(fields, Field::name)));
        }
        String path = struct.name.equals(message.name) ? struct.name : message.name + "." + struct.name;
        return out.append(writeMethod(message, path, fields))
                .append(readMethod(message, struct.name, path, fields))
                .toString();
    }

    private static String writeMethod(Message message, String path, List<Field> fields) {
        StringBuilder out = new StringBuilder("    @Override\n    public void write(MessageWriter out) {\n");
        for (Field f : fields.stream().filter(f -> f.tag < 0).toList()) {
            String test = f.versions.test("out.version()", message.valid);
            String absent = " else if (" + f.isSet() + ") { throw out.absent(\"" + path + "." + f.name + "\"); }";
            String write = writeValue(f, path);
            out.append("        ").append(test.isEmpty() ? write : "if (" + test + ") { " + write + " }");
            out.append(test.isEmpty() || f.ignorable ? "\n" : absent + "\n");
        }
        String keep = tagged(fields).isEmpty() ? "" : "int taggedFields = ";
        out.append(message.flexible.isEmpty() ? "" : "        " + keep + "out.beginTags();\n");
        for (Field f : tagged(fields)) {
            String test = f.versions.test("out.version()", message.valid);
            String ignored = test.isEmpty() || !f.ignorable ? "" : test + " && ";
            out.append("        if (")
                    .append(ignored)
                    .append('(')
                    .append(f.isSet())
                    .append(")) {\n");
            if (!test.isEmpty() && !f.ignorable) {
                out.append("            if (!(" + test + ")) { throw out.absent(\"" + path + "." + f.name + "\"); }\n");
            }
            out.append("            int tagStart = out.beginTag(taggedFields, " + f.tag + ");\n            ");
            out.append(writeValue(f, path)).append("\n            out.endTag(tagStart);\n        }\n");
        }
        return out.append("    }\n\n").toString();
    }

    private static String writeValue(Field f, String path) {
        String element = f.isArray() && !f.isStruct() ? ", MessageWriter::" + f.element() : "";
        String arguments = "\"" + path + "." + f.name + "\", " + f.name + element;
        String plain = f.call("out", arguments, false) + ";";
        String orNull = f.call("out", arguments, true) + ";";
        if (f.nullable.isEmpty()) {
            return plain;
        }
        String test = f.nullable.test("out.version()", f.versions);
        return test.isEmpty() ? orNull : "if (" + test + ") { " + orNull + " } else { " + plain + " }";
    }

    private static String readMethod(Message message, String name, String path, List<Field> fields) {
        StringBuilder out = new StringBuilder("    public static " + name + " read(MessageReader in) {\n");
        for (Field f : fields) {
            String test = f.versions.test("in.version()", message.valid);
            String value = f.tag >= 0 ? f.javaDefault() : readValue(f, path);
            boolean always = test.isEmpty() || f.tag >= 0;
            out.append("        ")
                    .append(f.javaType().replace("@Nullable ", ""))
                    .append(' ')
                    .append(f.name)
                    .append(" = ");
            out.append(always ? value : test + " ? " + value + " : " + f.javaDefault())
                    .append(";\n");
        }
        String struct = "\"" + path + "\"";
        if (!message.flexible.isEmpty() && tagged(fields).isEmpty()) {
            out.append("        in.skipTags(" + struct + ");\n");
        } else if (!message.flexible.isEmpty()) {
            out.append(
                    "        for (int taggedFields = in.tags(" + struct + "); taggedFields > 0; taggedFields--) {\n");
            out.append("            int tag = in.tag(" + struct + ");\n");
            out.append("            int outerLimit = in.beginValue(" + struct + ");\n            ");
            for (Field f : tagged(fields)) {
                String test = f.versions.test("in.version()", message.valid);
                out.append("if (tag == " + f.tag + (test.isEmpty() ? "" : " && " + test) + ") { ");
                out.append(f.name + " = " + readValue(f, path) + "; } else ");
            }
            out.append("{ in.skipValue(); }\n            in.endValue(" + struct + ", outerLimit);\n        }\n");
        }
        out.append("        return new " + name + "(" + join(fields, Field::name) + ");\n    }\n");
        return out.toString();
    }

    private static String readValue(Field f, String path) {
        String element = f.isStruct() ? ", " + f.element() + "::read" : ", MessageReader::" + f.element();
        String arguments = "\"" + path + "." + f.name + "\"" + (f.isStruct() || f.isArray() ? element : "");
        String plain = f.call("in", arguments, false);
        String orNull = f.call("in", arguments, true);
        String test = f.nullable.test("in.version()", f.versions);
        return f.nullable.isEmpty()
                ? plain
                : test.isEmpty() ? orNull : "(" + test + " ? " + orNull + " : " + plain + ")";
    }

    private static String apiClass(List<Message> requests) {
        StringBuilder constants = new StringBuilder();
        for (Message m : requests) {
            constants.append("    public static final Api<%sResponse> %s =\n".formatted(m.apiName(), m.constant()));
            constants.append("            new Api<>(%d, \"%s\", %d, %d, %d, %2$sResponse::read);\n"
                    .formatted(m.apiKey, m.apiName(), m.valid.low, m.valid.high, m.firstFlexible()));
        }
        String all = requests.stream().map(Message::constant).collect(Collectors.joining(", "));
        return API.formatted(PACKAGE, constants, all);
    }

    private static final String API = """
            // Generated from Kafka's schemas
            package %s;

            import java.util.List;
            import java.util.function.Function;

            /** The request and response pairs that this client speaks. Constants, for every thread. */
            public final class Api<R extends ApiMessage> extends ApiDefinition<R> {
            %s
                private static final List<Api<?>> ALL = List.of(%s);

                private Api(int key, String name, int min, int max, int firstFlexible, Function<MessageReader, R> response) {
                    super(key, name, min, max, firstFlexible, response);
                }

                public static List<Api<?>> all() {
                    return ALL;
                }
            }
            """;

    private static List<Field> tagged(List<Field> fields) {
        return fields.stream()
                .filter(f -> f.tag >= 0)
                .sorted(Comparator.comparing(Field::tag))
                .toList();
    }

    private static String join(List<Field> fields, Function<Field, String> text) {
        return fields.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String javadoc(String about) {
        return about.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;");
    }

    /** Leaves a file alone that would not change, so that nothing is compiled again. */
    private void writeFile(String name, String text) throws IOException {
        Path file = target.resolve(name + ".java");
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }

    /** As much JSON as schemas need, with their comments; every scalar is returned as its text. */
    private static final class Json {
        private static final Pattern TOKEN =
                Pattern.compile("//[^\n]*|\"((?:[^\"\\\\]|\\\\.)*)\"|[\\[\\]{}:,]|[^\\s\\[\\]{}:,\"]+");
        private final Matcher tokens;
        private String token = "";

        Json(String text) {
            tokens = TOKEN.matcher(text);
            next();
        }

        private void next() {
            do {
                token = tokens.find() ? tokens.group() : "";
            } while (token.startsWith("//"));
        }

        Object value() {
            String start = token;
            String string = tokens.group(1);
            next();
            if (start.equals("{") || start.equals("[")) {
                return start.equals("{") ? object() : array();
            }
            return string == null ? start : string.replace("\\\"", "\"");
        }

        private Map<String, Object> object() {
            Map<String, Object> object = new LinkedHashMap<>();
            while (!token.equals("}")) {
                String key = (String) value();
                next(); // the colon
                object.put(key, value());
                skipComma();
            }
            next();
            return object;
        }

        private List<Object> array() {
            List<Object> array = new ArrayList<>();
            while (!token.equals("]")) {
                array.add(value());
                skipComma();
            }
            next();
            return array;
        }

        private void skipComma() {
            if (token.equals(",")) {
                next();
            }
        }
    }
}

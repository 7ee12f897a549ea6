package io.myq.internal.protocol;

import java.util.function.Function;

/**
 * What the client knows of one request and response pair; the generated {@link Api} has one constant for each.
 * Immutable, for every thread.
 */
abstract class ApiDefinition<R extends ApiMessage> {
    private static final short API_VERSIONS = 18;

    private final short key;
    private final String name;
    private final short minVersion;
    private final short maxVersion;
    private final short firstFlexible;
    private final Function<MessageReader, R> response;

    ApiDefinition(int key, String name, int min, int max, int firstFlexible, Function<MessageReader, R> response) {
        this.key = (short) key;
        this.name = name;
        this.minVersion = (short) min;
        this.maxVersion = (short) max;
        this.firstFlexible = (short) firstFlexible;
        this.response = response;
    }

    public short key() {
        return key;
    }

    public String name() {
        return name;
    }

    /** The oldest version that can be written and read here. */
    public short minVersion() {
        return minVersion;
    }

    /** The newest stable version that can be written and read here. */
    public short maxVersion() {
        return maxVersion;
    }

    /** Whether this version has compact lengths and tagged fields (KIP-482). */
    public boolean flexible(short version) {
        return version >= firstFlexible;
    }

    public short requestHeaderVersion(short version) {
        return (short) (flexible(version) ? 2 : 1);
    }

    /** ApiVersions always answers with the oldest header: who asks does not know yet what the broker speaks (KIP-511). */
    public short responseHeaderVersion(short version) {
        return (short) (flexible(version) && key != API_VERSIONS ? 1 : 0);
    }

    /**
     * Reads a response's body, after its header.
     *
     * @throws io.myq.error.ProtocolException if it is malformed, or if bytes are left over
     */
    public R readResponse(MessageReader in) {
        R message = response.apply(in);
        in.expectEnd(name + "Response");
        return message;
    }

    @Override
    public String toString() {
        return name;
    }
}

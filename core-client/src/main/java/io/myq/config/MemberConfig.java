package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;

/**
 * {@code Consumer.Group.Member}: what a member tells about itself.
 *
 * @param userData joins the group with the member, for those who look at it: strategies, and tools that describe groups.
 *     Empty for none. Only under the classic protocol. Copied. Default none
 */
@RecordBuilder
public record MemberConfig(byte[] userData) implements MemberConfigBuilder.With {

    public MemberConfig {
        // nothing is checked on the way: what is null is for validate() to tell, with all the rest
        userData = userData == null ? null : userData.clone();
    }

    /** The default of every leaf. */
    public static MemberConfig defaults() {
        return new MemberConfig(new byte[0]);
    }

    @Override
    public byte[] userData() {
        return userData == null ? null : userData.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemberConfig member && Arrays.equals(userData, member.userData);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(userData);
    }

    @Override
    public String toString() {
        return "MemberConfig[userData=" + (userData == null ? null : userData.length + " bytes") + "]";
    }
}

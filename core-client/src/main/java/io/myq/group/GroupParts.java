package io.myq.group;

/** What a membership works with, whichever protocol it is by. Immutable; the parts say who owns them. */
record GroupParts(
        WantedTopics topics,
        CoordinatorLink link,
        Membership membership,
        GroupBoard board,
        OffsetCommits commits,
        ClaimSet claims) {}

package io.myq.config;

/** What happens where the log does not have the offset that is to be read. */
public enum OutOfRangePolicy {
    /** Reading the partition ends with an error that names both ends of what is there. */
    ERROR,
    /** Goes on with the oldest message that is there: nothing that can still be read is left out. */
    EARLIEST,
    /** Goes on with what is written from now on: everything before is left out. */
    LATEST
}

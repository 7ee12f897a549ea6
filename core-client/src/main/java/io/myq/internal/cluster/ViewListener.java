package io.myq.internal.cluster;

/** Told on the owner loop after each refresh, successful or not. */
public interface ViewListener {

    /** There is a new view: leaders may have moved, topics may have come, gone, or still be in error. */
    void onView(ClusterView view);
}

/**
 * Work in stages, each a goroutine, connected by channels: Go's pipelines, with an end that cannot
 * be got wrong.
 *
 * <p>The door is {@link dev.csp.pipeline.Pipeline}: a description that a terminal operation runs in
 * a {@link dev.csp.context.Context}. However a run ends, all its goroutines end, all its channels
 * are closed, the first failure arrives, and every value is accounted for.
 *
 * <p>{@link dev.csp.pipeline.FanIn} makes one pipeline of several, {@link dev.csp.pipeline.Merge}
 * takes in sources while it runs, and {@link dev.csp.pipeline.FanOut} hands the values of one
 * source to several consumers.
 *
 * @see <a href="https://go.dev/blog/pipelines">Go: pipelines and cancellation</a>
 */
@NullMarked
package dev.csp.pipeline;

import org.jspecify.annotations.NullMarked;

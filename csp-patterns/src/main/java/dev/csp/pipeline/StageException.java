package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ExecutionException;

/**
 * The failure of one stage of a pipeline. Its {@linkplain #getCause() cause} is what the stage's
 * function threw, or what its input channel was closed with.
 *
 * <p>It is an {@link ExecutionException}, so that code which waits for a pipeline and code which
 * waits for a {@link dev.csp.patterns.ErrGroup} or a future read alike.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="failure"}
 *
 * <p>When not to use it: functions of stages throw what they like; the pipeline makes this of it.
 */
public final class StageException extends ExecutionException {
  private static final long serialVersionUID = 1L;

  /** The name of the stage. */
  private final String stage;

  /**
   * Makes the failure of a stage.
   *
   * @param stage the name of the stage
   * @param cause what went wrong in it
   */
  public StageException(String stage, Throwable cause) {
    super("stage " + requireNonNull(stage, "stage") + " failed: " + cause, requireNonNull(cause));
    this.stage = stage;
  }

  /**
   * Makes the failure of a stage out of what it threw. A stage that ran a pipeline of its own is
   * named together with the stage of that pipeline: {@code outer/inner}.
   */
  static StageException of(String stage, Throwable thrown) {
    if (!(thrown instanceof StageException inner)) {
      return new StageException(stage, thrown);
    }
    return copy(stage + "/" + inner.stage, inner);
  }

  /** Makes the same failure with the stack of the caller. */
  StageException here() {
    return copy(stage, this);
  }

  private static StageException copy(String stage, StageException original) {
    Throwable cause = original.getCause();
    StageException copy = new StageException(stage, cause != null ? cause : original);
    for (Throwable suppressed : original.getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }

  /**
   * Returns the name of the stage that failed: the one that {@link Pipeline#named} gave it, or else
   * its kind and its place counted from the source, {@code map-2} say. For a stage of a pipeline
   * that a stage ran, both names with a slash between.
   *
   * @return the name
   */
  public String stage() {
    return stage;
  }
}

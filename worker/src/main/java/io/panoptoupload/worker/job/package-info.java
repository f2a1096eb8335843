/**
 * What a job is and how it is carried forward: its states and their legal moves, the engine that
 * starts what is due, and the runner that takes one job from stage to stage, recording each step
 * before the next. It knows where a job stands in the journal, and nothing of how requests arrive.
 */
@NullMarked
package io.panoptoupload.worker.job;

import org.jspecify.annotations.NullMarked;

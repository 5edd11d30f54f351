package dev.handoff.check;

import dev.handoff.tlc.Engine;
import dev.handoff.tlc.ModelRequest;

/**
 * One model to run on one engine.
 *
 * @param label how messages name it
 * @param request what to run
 * @param weight how large it is compared with other jobs, for instance its distinct states
 * @param engine what runs it
 */
public record Job(String label, ModelRequest request, long weight, Engine engine) {}

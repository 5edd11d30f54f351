/** Four validators in one process: everything wired into a program. */
@NullMarked
package dev.handoff.demo;

import org.jspecify.annotations.NullMarked;

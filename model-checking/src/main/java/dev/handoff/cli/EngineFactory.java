package dev.handoff.cli;

import dev.handoff.tlc.Engine;
import dev.handoff.tlc.Engines;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlcException;
import java.nio.file.Path;

/** Makes engines; tests put others in their place. */
interface EngineFactory {
  /** The real engines. */
  EngineFactory REAL =
      new EngineFactory() {
        @Override
        public Engine inProcess(Scratch scratch) throws TlcException {
          return Engines.inProcess(scratch);
        }

        @Override
        public Engine workers(Scratch scratch) throws TlcException {
          return Engines.workers(scratch);
        }

        @Override
        public Engine process(Scratch scratch) throws TlcException {
          return Engines.process(scratch);
        }

        @Override
        public Engine toolsJar(Scratch scratch, Path jar) throws TlcException {
          return Engines.toolsJar(jar, scratch);
        }
      };

  Engine inProcess(Scratch scratch) throws TlcException;

  Engine workers(Scratch scratch) throws TlcException;

  Engine process(Scratch scratch) throws TlcException;

  Engine toolsJar(Scratch scratch, Path jar) throws TlcException;
}

import { writeSync } from 'fs';

/** As "engines" in package.json has it. */
const OLDEST = 20;
const STANDARD_ERROR = 2;
/** As {@link ExitCode} has it: nothing else of ours can be loaded yet. */
const WRONG_INPUT = 2;

// Loaded before all else, in words that every Node.js reads, the names of its modules too.
const version = process.versions.node;
if (Number(version.split('.')[0]) < OLDEST) {
  writeSync(
    STANDARD_ERROR,
    `quantum-kvm: this is Node.js ${version}, needed is ${OLDEST} or newer; install it, or use the kit, which brings its own\n`,
  );
  process.exit(WRONG_INPUT);
}

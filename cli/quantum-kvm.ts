#!/usr/bin/env node
import { ExitCode } from './report/exit-code';
import { program } from './program';

program()
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`quantum-kvm: ${error.message}\n`);
    process.exitCode = ExitCode.failed;
  });

#!/usr/bin/env node
import { printable } from '../lib/config/printable';
import { ExitCode } from './report/exit-code';
import { notice } from './report/notice';
import { program } from './program';

program()
  .parseAsync()
  .catch((error: Error) => {
    notice(`quantum-kvm: ${printable(error.message)}`);
    process.exitCode = ExitCode.failed;
  });

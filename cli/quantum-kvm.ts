#!/usr/bin/env node
import './node-version';
import { program, run } from './program';
import { guardOutput } from './report/output';
import { reportUnforeseen } from './report/unforeseen';

guardOutput();
process.on('uncaughtException', (error) => {
  reportUnforeseen(error);
  process.exit();
});
void run(program());

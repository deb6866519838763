/** What a site imports to compose a `main.ts` of its own. */
export * from './config';
export * from './facts';
export * from './plan';
export * from './constructs';
export * from '../stacks';

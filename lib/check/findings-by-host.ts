import { CheckRecord } from '../host-scripts/check-record';

/** Records by the address of the host they are about. */
export type FindingsByHost = ReadonlyMap<string, readonly CheckRecord[]>;

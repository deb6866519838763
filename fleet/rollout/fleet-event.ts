import { TerraformEvent } from '../terraform/terraform-event';

/** `waited` ends the wait for a guest that an earlier run restarted. */
export type Phase = 'connect' | 'init' | 'plan' | 'apply' | 'wait for guest' | 'waited';

/** What happens during a run, as it happens. */
export type FleetEvent =
  | { readonly kind: 'phase'; readonly address: string; readonly phase: Phase }
  | { readonly kind: 'terraform'; readonly address: string; readonly event: TerraformEvent }
  | { readonly kind: 'result'; readonly address: string; readonly result: HostResult };

/** How a run went on one host. */
export interface HostResult {
  readonly address: string;
  readonly machineName: string;
  readonly outcome: 'done' | 'no changes' | 'planned' | 'failed' | 'not started';
  readonly changes: number;
  readonly seconds: number;
  /** Why it failed, or was not started, one sentence. */
  readonly cause?: string;
  /** What could not be known though it is done. */
  readonly note?: string;
  /** What the provider warned of, a sentence each. @default - nothing */
  readonly warnings?: readonly string[];
  /** Terraform's output, absolute. */
  readonly logFile?: string;
}

/** A line of what Terraform prints with `-json`; the parts that are read here. Source: "Machine-Readable UI" of Terraform's documentation. */
export interface TerraformEvent {
  readonly type?: string;
  readonly '@message'?: string;
  readonly '@level'?: string;
  /** ISO 8601. */
  readonly '@timestamp'?: string;
  readonly hook?: {
    readonly resource?: TerraformResource;
    readonly action?: string;
    readonly output?: string;
    readonly elapsed_seconds?: number;
  };
  readonly diagnostic?: Diagnostic;
  /** Of what could be written into no file: the whole state. */
  readonly state?: unknown;
  readonly changes?: { readonly add: number; readonly change: number; readonly remove: number };
}

export interface TerraformResource {
  readonly addr: string;
  readonly resource_type: string;
  readonly resource_name: string;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  /** Of the resource that it is about; absent for what concerns the whole run. */
  readonly address?: string;
}

/** The event of a line; a line that is none (a crash, a log of the user's TF_LOG) is a message. */
export function terraformEvent(line: string): TerraformEvent {
  try {
    const event: unknown = JSON.parse(line);
    if (isEvent(event)) return event;
  } catch {
    // Said by something else than Terraform's user interface.
  }
  return { '@message': line };
}

/** By what is shown of it: whatever else is wrong in an event is of no consequence here. */
function isEvent(value: unknown): value is TerraformEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { '@message': message = '', diagnostic } = value as Record<string, unknown>;
  return typeof message === 'string' && (diagnostic === undefined || isDiagnostic(diagnostic));
}

function isDiagnostic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { severity, summary, detail, address } = value as Record<string, unknown>;
  const texts = [severity, summary, detail ?? '', address ?? ''];
  return texts.every((text) => typeof text === 'string');
}

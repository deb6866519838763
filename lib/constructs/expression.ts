/** A Terraform string literal of exactly this text: no escape and no interpolation is left active. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{');
}

/** A Terraform interpolation of the whole value. */
export function interpolation(expression: string): string {
  return `\${${expression}}`;
}

/** The content of a file on the deployment node, never shown in a plan or a message. */
export function sensitiveFile(path: string): string {
  return `sensitive(file(${stringLiteral(path)}))`;
}

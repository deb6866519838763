import { throughSudo } from './become-root';

// How a deployment brings a script to a host and runs it there: by Terraform's remote-exec.

/**
 * Terraform uploads a script to this path, then runs "chmod 0777 PATH" and at last "PATH", both as shell text: a
 * moment in which every user who can enter the login's home could write what root is about to run. So the path is
 * a file's name and a command at once. To chmod, ":" is a file that is not there, which the end forgives: the
 * mode stays 0644. As a command, ":" succeeds, and a shell takes the place of this one and reads the file, which
 * the pattern finds. If Terraform quotes the path one day, nothing runs. One fixed name, because Terraform leaves an
 * empty file there.
 */
export const SCRIPT_PATH = ': && exec sh -- :*quantum-kvm-script* || :';

/** At the top of a script: where the login is not root, the script starts itself again by sudo. */
export const AS_ROOT = `if [ "$(id -u)" != 0 ]; then ${throughSudo('sh -- "$0"')}; fi`;

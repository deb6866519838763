import { AnyAuthMethod, AuthHandlerMiddleware, AuthenticationType } from 'ssh2';
import { Login } from '../config/configuration';
import { SshProgress } from './ssh-progress';

/** What a host that does not ask as expected does: the text of {@link oddPrompt}. */
type OnOddPrompt = (what: string) => void;

/** What opened a login: the key alone is what a deployment goes on with. */
export type LoginOpener = 'key' | 'password' | 'key and password' | 'nothing';

type Method = (offered: readonly AuthenticationType[]) => AnyAuthMethod | undefined;

/**
 * Logs in with the key first, then with the password, by the one password method that the host offers:
 * a wrong password must not count twice where logins are locked after some failures.
 */
export class LoginAttempts {
  private readonly untried: Method[];
  private tried?: AnyAuthMethod;
  private readonly accepted: AnyAuthMethod[] = [];

  constructor(
    login: Login,
    privateKey: Buffer | undefined,
    private readonly progress: Pick<SshProgress, 'offered' | 'tried'>,
    onOddPrompt: OnOddPrompt,
  ) {
    const username = login.name;
    this.untried = [
      () =>
        privateKey ? { type: 'publickey', username, key: privateKey } : { type: 'none', username },
      (offered) => passwordMethod(login, offered, onOddPrompt),
    ];
  }

  /** For ssh2. */
  readonly handler: AuthHandlerMiddleware = (offered, partialSuccess, next) => {
    if (partialSuccess) this.succeeded();
    this.progress.offered = offered ?? this.progress.offered;
    const method = this.untried.shift()?.(offered ?? []);
    this.tried = method;
    if (method && method.type !== 'none') {
      this.progress.tried.push(method.type === 'publickey' ? 'key' : 'password');
    }
    // ssh2 takes `false` as the end of all methods; its types leave that out.
    next(method ?? (false as never));
  };

  /** The last one was accepted. */
  succeeded(): void {
    if (this.tried) this.accepted.push(this.tried);
  }

  get openedBy(): LoginOpener {
    const isKey = this.accepted.some(({ type }) => type === 'publickey');
    const isPassword = this.accepted.some(({ type }) => /^password|^keyboard/.test(type));
    if (isKey) return isPassword ? 'key and password' : 'key';
    return isPassword ? 'password' : 'nothing';
  }
}

function passwordMethod(
  { name: username, password: stored }: Login,
  offered: readonly AuthenticationType[],
  onOddPrompt: OnOddPrompt,
) {
  const password = stored?.value.reveal();
  if (password === undefined) return undefined;
  if (offered.includes('password')) return { type: 'password', username, password } as const;
  if (!offered.includes('keyboard-interactive')) return undefined;
  return {
    type: 'keyboard-interactive',
    username,
    prompt: onePrompt(password, onOddPrompt),
  } as const;
}

/**
 * Gives the password to the first request, if that is one prompt without echo; to anything else, and to every
 * further request, nothing: what a host echoes or asks for again is no login.
 */
function onePrompt(password: string, onOddPrompt: OnOddPrompt) {
  let isGiven = false;
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: readonly { readonly echo?: boolean }[],
    answer: (answers: string[]) => void,
  ): void => {
    const [prompt, ...more] = prompts;
    if (isGiven) onOddPrompt('asks again after the password was given, which may have expired');
    else if (more.length > 0) onOddPrompt(`asks ${prompts.length} questions at once`);
    else if (prompt?.echo !== false) onOddPrompt('asks for the password with echo');
    else {
      isGiven = true;
      answer([password]);
    }
  };
}

import { AnyAuthMethod, AuthHandlerMiddleware, AuthenticationType } from 'ssh2';
import { Login } from '../config/configuration';
import { SshProgress } from './ssh-progress';

/** What a host that does not ask as expected does: the text of {@link oddPrompt}. */
type OnOddPrompt = (what: string) => void;

/**
 * Logs in with the key first, then with the password, by the one password method that the host offers:
 * a wrong password must not count twice where logins are locked after some failures.
 */
export function loginMethods(
  login: Login,
  privateKey: Buffer | undefined,
  progress: Pick<SshProgress, 'tried' | 'offered' | 'method'>,
  onOddPrompt: OnOddPrompt,
): AuthHandlerMiddleware {
  const username = login.name;
  const untried: ((offered: readonly AuthenticationType[]) => AnyAuthMethod | undefined)[] = [
    () =>
      privateKey ? { type: 'publickey', username, key: privateKey } : { type: 'none', username },
    (offered) => passwordMethod(login, offered, onOddPrompt),
  ];
  return (offered, _partialSuccess, next) => {
    progress.offered = offered ?? progress.offered;
    const method = untried.shift()?.(offered ?? []);
    if (method) progress.method = method.type;
    if (method && method.type !== 'none') {
      progress.tried.push(method.type === 'publickey' ? 'key' : 'password');
    }
    // ssh2 takes `false` as the end of all methods; its types leave that out.
    next(method ?? (false as never));
  };
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

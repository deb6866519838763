import { AnyAuthMethod, AuthHandlerMiddleware, AuthenticationType } from 'ssh2';
import { Login } from '../config/configuration';

/**
 * Logs in with the key first, then with the password, by the one password method that the host offers:
 * a wrong password must not count twice where logins are locked after some failures.
 */
export function loginMethods(login: Login, privateKey: Buffer | undefined): AuthHandlerMiddleware {
  const username = login.name;
  const untried: ((offered: readonly AuthenticationType[]) => AnyAuthMethod | undefined)[] = [
    () =>
      privateKey ? { type: 'publickey', username, key: privateKey } : { type: 'none', username },
    (offered) => passwordMethod(login, offered),
  ];
  return (offered, _partialSuccess, next) => {
    const method = untried.shift()?.(offered ?? []);
    // ssh2 takes `false` as the end of all methods; its types leave that out.
    next(method ?? (false as never));
  };
}

function passwordMethod(
  { name: username, password: stored }: Login,
  offered: readonly AuthenticationType[],
) {
  const password = stored?.value.reveal();
  if (password === undefined) return undefined;
  if (offered.includes('password')) return { type: 'password', username, password } as const;
  if (!offered.includes('keyboard-interactive')) return undefined;
  return {
    type: 'keyboard-interactive',
    username,
    prompt: (
      _name: string,
      _instructions: string,
      _language: string,
      prompts: readonly unknown[],
      answer: (answers: string[]) => void,
    ) => answer(prompts.map(() => password)),
  } as const;
}

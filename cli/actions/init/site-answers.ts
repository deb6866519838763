import { Problem, formatProblems } from '../../../lib/config/problem';
import { valueProblems } from '../../../lib/config/setting';
import { RuleName } from '../../../lib/config/rules/rules';
import { Ask, canAsk, inDialog } from '../dialog';
import { notice } from '../../report/notice';

/** What a site begins with, as it is typed; what is not given stays as it is in the example. */
export interface SiteAnswers {
  /** `kvm.host.range` */
  readonly hosts?: string;
  /** Names of bridges, separated by commas: the one of the first NIC first. */
  readonly bridges?: string;
  /** `login.name` */
  readonly login?: string;
}

interface Question {
  readonly key: keyof SiteAnswers;
  readonly text: string;
  readonly usual: string;
}

const QUESTIONS: readonly Question[] = [
  {
    key: 'hosts',
    text: 'Addresses of the hosts, with commas and first:last ranges',
    usual: '192.168.12.34:192.168.12.36',
  },
  { key: 'bridges', text: 'Linux bridge of each NIC, separated by commas', usual: 'br0' },
  { key: 'login', text: 'Login on the hosts: root, or a user with sudo', usual: 'root' },
];

/** Further NICs that a VM may have. */
const MOST_BRIDGES = 16;

/** Room for an answer; a longer one goes on in the next line. */
const ANSWER_COLUMNS = 16;

/** Asks for what no option says, where there is a terminal; undefined: the person gave up. */
export async function askedAnswers(given: SiteAnswers): Promise<SiteAnswers | undefined> {
  const open = QUESTIONS.filter(({ key }) => given[key] === undefined);
  if (open.length === 0 || !canAsk()) return given;
  return inDialog(async (ask) => {
    const answers: Partial<Record<keyof SiteAnswers, string>> = { ...given };
    for (const question of open) {
      const answer = await answerTo(question, ask);
      if (answer === undefined) return undefined;
      answers[question.key] = answer;
    }
    return answers;
  });
}

/** Asked until it is right. */
async function answerTo({ key, text, usual }: Question, ask: Ask): Promise<string | undefined> {
  for (;;) {
    const typed = await ask(`${text} [${usual}]:`, ANSWER_COLUMNS);
    if (typed === undefined) return undefined;
    const answer = typed.trim() || usual;
    const problems = answerProblems({ [key]: answer });
    if (problems.length === 0) return answer;
    notice(formatProblems(problems));
  }
}

/** All that is wrong with answers, each by the option that gives it. */
export function answerProblems({ hosts, bridges, login }: SiteAnswers): Problem[] {
  return [
    ...problemsOf('--hosts', 'kvm.host.range', hosts),
    ...(bridges === undefined ? [] : bridgeProblems(bridgeNames(bridges))),
    ...problemsOf('--login', 'login.name', login),
  ];
}

export function bridgeNames(bridges: string): string[] {
  return bridges.split(',').map((name) => name.trim());
}

function bridgeProblems(names: readonly string[]): Problem[] {
  const problems = names.flatMap((name) => problemsOf('--bridges', 'kvm.bridge.base.name', name));
  if (names.length <= MOST_BRIDGES) return problems;
  return [
    ...problems,
    {
      severity: 'error',
      where: '--bridges',
      what: `it names ${names.length} bridges`,
      allowed: `1…${MOST_BRIDGES}, one for each NIC`,
      cure: 'name fewer',
    },
  ];
}

function problemsOf(option: string, name: RuleName, text: string | undefined): Problem[] {
  return text === undefined ? [] : valueProblems(name, text, option);
}

export interface Block {
  readonly language: string;
  readonly text: string;
}

/** A heading and what follows it; what stands before the first heading has level 0. */
export interface Section {
  readonly level: number;
  readonly title: string;
  readonly blocks: Block[];
  /** What stands between backquotes. */
  readonly names: string[];
  /** Where its links and pictures lead. */
  readonly links: string[];
  /** Rows of tables as `|`, points of lists as `-`, paragraphs as `p`, in order. */
  shape: string;
}

const FENCE = '```';

/** A page, taken apart as far as tests of documentation need it: each paragraph, point and row is one line. */
export class Markdown {
  readonly lines: readonly string[];
  readonly sections: Section[] = [];

  constructor(text: string) {
    this.lines = text.split('\n');
    let fence: string[] | undefined;
    for (const line of this.lines) {
      if (fence && line === FENCE) fence = this.close(fence);
      else if (fence) fence.push(line);
      else if (line.startsWith(FENCE)) fence = [line.slice(FENCE.length)];
      else this.take(line);
    }
  }

  get links(): string[] {
    return this.sections.flatMap(({ links }) => links);
  }

  /** What a link may name of this page after `#`, as GitHub makes it of the headings. */
  get anchors(): string[] {
    return this.sections.map(({ title }) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
        .replaceAll(' ', '-'),
    );
  }

  private get current(): Section {
    if (this.sections.length === 0) this.begin(0, '');
    return this.sections.at(-1)!;
  }

  private begin(level: number, title: string): void {
    this.sections.push({ level, title, blocks: [], names: [], links: [], shape: '' });
  }

  private close([language = '', ...lines]: string[]): undefined {
    this.current.blocks.push({ language, text: lines.join('\n') });
  }

  private take(line: string): void {
    const [, marks, title] = /^(#+) (.*)$/.exec(line) ?? [];
    if (marks) this.begin(marks.length, title ?? '');
    if (marks || line === '') return;
    this.current.names.push(...[...line.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
    this.current.links.push(...[...line.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!));
    this.current.shape += /^[|-]/.exec(line)?.[0] ?? 'p';
  }
}

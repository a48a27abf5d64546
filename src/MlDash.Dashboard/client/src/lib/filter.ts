import type { RunLine, Value } from './answers';
import { QuestionError } from './source';

/** What a filter is asked about. */
export interface Known {
    line: RunLine;
    bindrs: () => string[];
    /** The value of a column; null when the run has none. */
    of: (column: string) => Value;
}

type Test = (run: Known) => boolean;
type Kind = 'word' | 'operator' | '(' | ')' | ',' | 'end';

interface Token {
    kind: Kind;
    text: string;
    at: number;
    isQuoted: boolean;
}

interface Operand {
    text: string;
    isQuoted: boolean;
    number: number | null;
    /** Milliseconds since 1970 (UTC). */
    time: number | null;
    /** Milliseconds. */
    span: number | null;
}

const keywords = ['and', 'or', 'not', 'exists', 'has', 'in'];
const words = ['name', 'path', 'id', 'project', 'status', 'started', 'ended', 'created', 'updated', 'duration', 'description'];
const times = ['started', 'ended', 'created', 'updated'];
const statuses = ['unknown', 'running', 'completed', 'failed', 'cancelled', 'crashed', 'archived', 'lost'];
const [longest, deepest] = [10_000, 100];

/** The runs that a filter chooses; an empty one chooses all. The language of docs/filter.md, for pages that have nobody to ask: Core/Filtering reads the same. */
export function filterOf(text: string, now: number): Test {
    if (text.length > longest) throw fault(longest, `It is longer than ${longest} characters.`, 'Write a shorter filter.');
    return new Parser(tokensOf(text), now).whole();
}

function fault(at: number, what: string, action: string): QuestionError {
    return new QuestionError(`The filter is wrong at character ${at + 1}: ${what}`, action, 'IllegalFilter');
}

function tokensOf(text: string): Token[] {
    const tokens: Token[] = [];
    const isSpace = (sign: string | undefined) => sign !== undefined && /\s/.test(sign);
    for (let at = 0; ; ) {
        while (isSpace(text[at])) at++;
        const sign = text[at];
        if (sign === undefined) return [...tokens, { kind: 'end', text: '', at, isQuoted: false }];
        if (sign === '(' || sign === ')' || sign === ',') tokens.push({ kind: sign, text: sign, at: at++, isQuoted: false });
        else if ('=<>!~'.includes(sign)) {
            const two = text.slice(at, at + 2);
            const operator = ['==', '!=', '<=', '>=', '!~'].includes(two) ? two : sign;
            if (operator === '!') throw fault(at, "'!' stands only before = and ~.", "Write 'not' before what must not hold.");
            tokens.push({ kind: 'operator', text: operator, at, isQuoted: false });
            at += operator.length;
        } else {
            const word = wordAt(text, at);
            tokens.push(word.token);
            at = word.end;
        }
    }
}

/** Quoted parts and others that touch are one word: params.'learning rate'. */
function wordAt(text: string, begin: number): { token: Token; end: number } {
    let [word, at, plain, quoted] = ['', begin, 0, 0];
    for (let sign = text[at]; sign !== undefined && !/[\s=<>!~(),]/.test(sign); sign = text[at]) {
        if (sign === "'" || sign === '"') {
            const end = endOfQuoted(text, at, sign);
            word += text.slice(at + 1, end).replaceAll(sign + sign, sign);
            at = end + 1;
            quoted++;
        } else {
            word += sign;
            at++;
            plain++;
        }
    }
    return { token: { kind: 'word', text: word, at: begin, isQuoted: plain === 0 && quoted > 0 }, end: at };
}

/** A quote inside is written twice. */
function endOfQuoted(text: string, begin: number, quote: string): number {
    for (let at = begin + 1; at < text.length; at++) {
        if (text[at] !== quote) continue;
        if (text[at + 1] !== quote) return at;
        at++;
    }
    throw fault(begin, 'A quoted text has no end.', `Close it with ${quote}; a ${quote} inside is written twice.`);
}

const is = (token: Token, word: string) => token.kind === 'word' && !token.isQuoted && token.text.toLowerCase() === word;
const isKeyword = (token: Token) => keywords.some((word) => is(token, word));
const named = (token: Token) => (token.kind === 'end' ? 'the end of the filter' : `'${token.text}'`);

class Parser {
    private at = 0;
    private depth = 0;

    constructor(
        private readonly tokens: Token[],
        private readonly now: number,
    ) {}

    whole(): Test {
        if (this.next().kind === 'end') return () => true;
        const filter = this.or();
        if (this.next().kind !== 'end') throw fault(this.next().at, `${named(this.next())} cannot stand here.`, "Join conditions with 'and' or 'or'.");
        return filter;
    }

    private next(): Token {
        return this.tokens[this.at]!;
    }

    private second(): Token {
        return this.tokens[this.at + 1] ?? this.next();
    }

    private take = (): Token => this.tokens[this.at++]!;

    private takes(word: string): boolean {
        const isNext = is(this.next(), word);
        if (isNext) this.at++;
        return isNext;
    }

    private or(): Test {
        const parts = [this.and()];
        while (this.takes('or')) parts.push(this.and());
        return (run) => parts.some((part) => part(run));
    }

    private and(): Test {
        const parts = [this.not()];
        while (this.takes('and')) parts.push(this.not());
        return (run) => parts.every((part) => part(run));
    }

    private not(): Test {
        let isNot = false;
        while (this.takes('not')) isNot = !isNot;
        const condition = this.condition();
        return isNot ? (run) => !condition(run) : condition;
    }

    private condition(): Test {
        const first = this.next();
        if (first.kind === '(') return this.inside();
        if (first.kind !== 'word') throw fault(first.at, `Expected a condition, but found ${named(first)}.`, 'Write one such as: params.lr < 0.01');
        if (this.takes('exists')) {
            const key = keyOf(this.word('a name such as params.lr'));
            return (run) => (key.list ? key.list(run).length > 0 : key.of(run) !== null);
        }
        const follows = this.second();
        if (follows.kind === 'operator' || is(follows, 'has') || is(follows, 'in')) return this.comparison();
        if (isKeyword(first)) throw fault(first.at, `Expected a condition, but found ${named(first)}.`, `Quote it if it is a part of a name: '${first.text}'`);
        const status = statuses.find((word) => is(first, word));
        if (status) {
            this.take();
            return (run) => run.line.status === status;
        }
        return this.mentions();
    }

    private inside(): Test {
        const open = this.take();
        if (++this.depth > deepest) throw fault(open.at, `Parentheses lie more than ${deepest} deep in each other.`, 'Write a simpler filter.');
        const inside = this.or();
        const close = this.take();
        if (close.kind !== ')') throw fault(close.at, `Expected ')', but found ${named(close)}.`, "Close the parenthesis, or join conditions with 'and' or 'or'.");
        this.depth--;
        return inside;
    }

    private comparison(): Test {
        const key = keyOf(this.take());
        const sign = this.take();
        if (is(sign, 'has')) {
            if (!key.list) throw fault(sign.at, `'${key.text}' is no list.`, "'has' asks for a text of tags or bindrs. Write = for a value.");
            return has(key, this.word('a text').text);
        }
        if (is(sign, 'in')) return this.among(key);
        if (sign.text === '~' || sign.text === '!~') {
            const pattern = patternOf(this.word('a pattern'));
            const fits: Test = (run) => textsOf(key, run).some((text) => pattern.test(text));
            return sign.text === '~' ? fits : (run) => textsOf(key, run).length > 0 && !fits(run);
        }
        if (key.list) throw fault(sign.at, `'${key.text}' is a list.`, `Write ${key.text} has 'text', or ${key.text} ~ 'pattern*'.`);
        return this.compared(key, sign.text === '==' ? '=' : sign.text, this.word('a value'));
    }

    private among(key: Key): Test {
        if (this.next().kind !== '(') throw fault(this.next().at, `Expected '(', but found ${named(this.next())}.`, 'Write values in parentheses: status in (failed, completed)');
        const parts: Test[] = [];
        do {
            this.at++;
            const value = this.word('a value');
            parts.push(key.list ? has(key, value.text) : this.compared(key, '=', value));
        } while (this.next().kind === ',');
        const close = this.take();
        if (close.kind !== ')') throw fault(close.at, `Expected ',' or ')', but found ${named(close)}.`, 'Separate values by commas and close the parenthesis.');
        return (run) => parts.some((part) => part(run));
    }

    private compared(key: Key, sign: string, token: Token): Test {
        const value = operandOf(token, this.now);
        if (key.word === 'status' && !statuses.includes(token.text.toLowerCase())) throw fault(token.at, `'${token.text}' is no status.`, `Give ${statuses.join(', ')}.`);
        if (key.isTime && value.time === null) throw fault(token.at, `'${token.text}' is no time.`, 'Give a date, such as 2026-01-31, or how long ago, such as -7d.');
        if (key.word === 'duration' && value.span === null && value.number === null)
            throw fault(token.at, `'${token.text}' is no length of time.`, 'Give seconds, or a number with s, min, h, d or w.');
        return (run) => holds(key, key.of(run), sign, value);
    }

    private mentions(): Test {
        const found = [this.take().text.toLowerCase()];
        const isMore = () =>
            this.next().kind === 'word' &&
            !isKeyword(this.next()) &&
            this.second().kind !== 'operator' &&
            this.second().kind !== '(' &&
            !is(this.second(), 'has') &&
            !is(this.second(), 'in');
        while (isMore()) found.push(this.take().text.toLowerCase());
        return (run) => found.every((word) => run.line.path.toLowerCase().includes(word));
    }

    private word(what: string): Token {
        if (this.next().kind === 'word' && !isKeyword(this.next())) return this.take();
        throw fault(this.next().at, `Expected ${what}, but found ${named(this.next())}.`, 'Quote a text that is a word of the language, or has signs.');
    }
}

interface Key {
    text: string;
    word: string;
    isTime: boolean;
    of: (run: Known) => Value;
    list: ((run: Known) => string[]) | null;
}

function keyOf({ text, at }: Token): Key {
    const word = text.toLowerCase();
    const list = word === 'tags' ? (run: Known) => run.line.tags : word === 'bindrs' ? (run: Known) => run.bindrs() : null;
    if (!list && !words.includes(word) && !/^(params|metrics)\../.test(word))
        throw fault(
            at,
            `'${text}' cannot be asked for.`,
            `Give params.<name>, metrics.<metric>.<field>.<last, min, max or count>, or ${words.join(', ')}. Lists are tags and bindrs.`,
        );
    return { text, word, isTime: times.includes(word), of: (run) => run.of(words.includes(word) ? word : text), list };
}

const has =
    (key: Key, text: string): Test =>
    (run) =>
        (key.list?.(run) ?? []).some((one) => one.toUpperCase() === text.toUpperCase());

function textsOf(key: Key, run: Known): string[] {
    if (key.list) return key.list(run);
    const value = key.of(run);
    if (value === null) return [];
    return [key.isTime ? new Date(Number(value)).toISOString() : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)];
}

/** What a value is compared as is decided by what is stored; what a run does not have compares with nothing. */
function holds(key: Key, value: Value, sign: string, operand: Operand): boolean {
    if (value === null) return false;
    if (key.isTime) return operand.time !== null && isSo(Number(value) - operand.time, sign);
    const number = numberOf(value);
    if (number === null) {
        // A number that was not quoted is not before or behind a text.
        if (sign !== '=' && sign !== '!=' && !operand.isQuoted && operand.number !== null) return false;
        const [text, other] = [String(value).toUpperCase(), operand.text.toUpperCase()];
        return isSo(text < other ? -1 : text > other ? 1 : 0, sign);
    }
    const other = key.word === 'duration' && operand.span !== null ? operand.span / 1000 : operand.number;
    if (other === null) return sign === '!=';
    // Of NaN nothing can be said but that it is NaN.
    if (Number.isNaN(number) || Number.isNaN(other)) return Number.isNaN(number) && Number.isNaN(other) ? sign === '=' : sign === '!=';
    return isSo(number < other ? -1 : number > other ? 1 : 0, sign);
}

function isSo(order: number, sign: string): boolean {
    switch (sign) {
        case '=':
            return order === 0;
        case '!=':
            return order !== 0;
        case '<':
            return order < 0;
        case '<=':
            return order <= 0;
        case '>':
            return order > 0;
        default:
            return order >= 0;
    }
}

/** Numbers that JSON has no text for come as their names. */
const namedNumbers: Record<string, number> = { NaN, Infinity, '-Infinity': -Infinity };

/** The number that a recorded value counts as; null for a text. */
export function numberOf(value: Exclude<Value, null>): number | null {
    return typeof value === 'string' ? (namedNumbers[value] ?? null) : Number(value);
}

const wordsOfNumbers: Record<string, number> = {
    NAN: NaN,
    INFINITY: Infinity,
    INF: Infinity,
    '+INFINITY': Infinity,
    '+INF': Infinity,
    '-INFINITY': -Infinity,
    '-INF': -Infinity,
    TRUE: 1,
    FALSE: 0,
};

function operandOf({ text, isQuoted }: Token, now: number): Operand {
    const isNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
    const span = spanOf(text.replace(/^-/, ''));
    return {
        text,
        isQuoted,
        number: wordsOfNumbers[text.toUpperCase()] ?? (isNumber ? Number(text) : null),
        time: span === null ? timeOf(text) : now - span,
        span: span !== null && text.startsWith('-') ? -span : span,
    };
}

const units: Record<string, number> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };

function spanOf(text: string): number | null {
    const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|d|w)\s*$/i.exec(text) ?? [];
    return amount === undefined || unit === undefined ? null : Number(amount) * (units[unit.toLowerCase()] ?? 0) * 1000;
}

/** A date alone begins where the user is, as a date with a time does. */
function timeOf(text: string): number | null {
    const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
    return Number.isNaN(time) ? null : time;
}

/** A pattern as PowerShell has it: * ? [a-z] [!a], a backtick before a sign that means itself; without regard to case. */
function patternOf({ text, at }: Token): RegExp {
    const source = text.replace(/`([^])|\[(.[^\]]*)\]|[^]/g, (sign, escaped?: string, set?: string) =>
        escaped !== undefined ? literal(escaped) : set !== undefined ? setOf(set) : sign === '*' ? '.*' : sign === '?' ? '.' : literal(sign),
    );
    try {
        return new RegExp(`^${source}$`, 'is');
    } catch {
        throw fault(at, `The pattern '${text}' cannot be used.`, 'Give ranges in order, such as [a-c]; write `[ for a bracket itself.');
    }
}

function setOf(inside: string): string {
    const isNot = inside.startsWith('!') || inside.startsWith('^');
    return `[${isNot ? '^' : ''}${(isNot ? inside.slice(1) : inside).replace(/[\\[\]]/g, '\\$&')}]`;
}

const literal = (sign: string) => sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

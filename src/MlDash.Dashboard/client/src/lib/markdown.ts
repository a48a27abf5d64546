import { Lexer, type Token } from 'marked';

/** The tokens of a text. They are shown by components, never as HTML: tags in the text are text. */
export const tokensOf = (text: string): Token[] => new Lexer({ gfm: true }).lex(text);

/** Where a link of a text may lead: an address on the web, a mail, or a place of the page; null for anything else, such as a script. */
export function linkOf(href: string): string | null {
    const address = unescaped(href).trim();
    // Control characters in front of or inside the scheme are dropped by browsers.
    const plain = address.replace(/[\u0000-\u0020\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g, '');
    if (/^(https?:\/\/|mailto:)/i.test(plain)) return address;
    return null;
}

/** The path of a recorded file that a picture or a link names, as seen from the text that lies at `from`; null when it is not one. */
export function recordedPath(href: string, from: string): string | null {
    const address = unescaped(href).trim().split(/[?#]/)[0] ?? '';
    if (address === '' || /^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith('//') || address.includes('\\')) return null;
    const parts = address.startsWith('/') ? [] : from.split('/').slice(0, -1);
    for (const part of address.split('/')) {
        let name: string;
        try {
            name = decodeURIComponent(part);
        } catch {
            return null;
        }
        if (name.includes('/') || name.includes('\\') || name.includes('\0')) return null;
        if (name === '..') {
            if (parts.pop() === undefined) return null;
        } else if (name !== '' && name !== '.') parts.push(name);
    }
    return parts.length > 0 ? parts.join('/') : null;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', hellip: '…', ndash: '–', mdash: '—' };

/** A text without the entities that Markdown allows. */
export function unescaped(text: string): string {
    return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name: string) => {
        if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
        const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
}

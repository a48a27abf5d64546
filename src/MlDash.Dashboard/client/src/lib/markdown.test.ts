import { describe, expect, it } from 'vitest';
import { linkOf, recordedPath, tokensOf, unescaped } from './markdown';

describe('a link of a text', () => {
    it.each(['https://example.org/a?b#c', 'HTTP://example.org', 'mailto:a@example.org'])('leads to %s', (href) => expect(linkOf(href)).toBe(href));

    it.each([
        'javascript:alert(1)', ' JavaScript:alert(1)', 'java\tscript:alert(1)', '&#106;avascript:alert(1)', '&#x6A;avascript&#58;alert(1)',
        '\u0001javascript:alert(1)', 'data:text/html,<script>', 'vbscript:x', 'file:///etc/passwd', 'blob:x', '//example.org', 'q/write', '',
    ])('does not lead to %j', (href) => expect(linkOf(href)).toBeNull());
});

describe('the path of a recorded file', () => {
    it.each([
        ['plot.png', 'README.md', 'plot.png'],
        ['./a/b%20c.png', 'README.md', 'a/b c.png'],
        ['../x.png', 'docs/deep/README.md', 'docs/x.png'],
        ['/x.png', 'docs/README.md', 'x.png'],
        ['x.png?raw=1#y', 'README.md', 'x.png'],
    ])('%s in %s is %s', (href, from, path) => expect(recordedPath(href, from)).toBe(path));

    it.each(['../x.png', 'https://example.org/x.png', 'data:image/png;base64,', '//example.org/x.png', '..%2fx.png', 'a\\b', '#part', '', '%zz', 'javascript:x', '..'])(
        'is not %j', (href) => expect(recordedPath(href, 'README.md')).toBeNull());
});

describe('a text', () => {
    it('has its tags as texts', () => {
        const kinds = tokensOf('<script>alert(1)</script>\n\na <b onclick=x>c</b>').map(({ type }) => type);
        expect(kinds).toContain('html');
    });

    it.each([['a &amp; b', 'a & b'], ['&#39;&#x41;', "'A"], ['&unknown; &#0; &#x110000;', '&unknown; &#0; &#x110000;']])(
        'is shown without entities: %s', (text, shown) => expect(unescaped(text)).toBe(shown));
});

/** A pattern of paths as `.dashrc` has it: `*` within a folder, `**` over folders, `?`, `[abc]` and `{a,b}`. */
export function glob(pattern: string): RegExp {
    let text = '';
    let depth = 0;
    for (let at = 0; at < pattern.length; at++) {
        const sign = pattern[at] ?? '';
        if (pattern.startsWith('**/', at)) [text, at] = [`${text}(?:.*/)?`, at + 2];
        else if (pattern.startsWith('**', at)) [text, at] = [`${text}.*`, at + 1];
        else if (sign === '*') text += '[^/]*';
        else if (sign === '?') text += '[^/]';
        else if (sign === '{' && pattern.includes('}', at)) [text, depth] = [`${text}(?:`, depth + 1];
        else if (sign === '}' && depth > 0) [text, depth] = [`${text})`, depth - 1];
        else if (sign === ',' && depth > 0) text += '|';
        else if (sign === '[' && pattern.indexOf(']', at + 2) > 0) {
            const end = pattern.indexOf(']', at + 2);
            text += `[${pattern.slice(at + 1, end).replace(/^!/, '^').replace(/[\\[]/g, '\\$&')}]`;
            at = end;
        } else text += sign.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
    }
    try {
        return new RegExp(`^${text}${')'.repeat(depth)}$`, 'i');
    } catch {
        return /^(?!)/;
    }
}

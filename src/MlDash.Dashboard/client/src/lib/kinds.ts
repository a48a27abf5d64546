/** What a file is shown as. */
export type Kind = 'markdown' | 'json' | 'table' | 'parquet' | 'text' | 'image' | 'video' | 'audio' | 'other';

const kinds: [RegExp, Kind][] = [
    [/\.(md|markdown)$/i, 'markdown'],
    [/\.json$/i, 'json'],
    [/\.(csv|tsv)$/i, 'table'],
    [/\.(parquet|pq)$/i, 'parquet'],
    [/\.(png|jpe?g|gif|webp|svg|bmp|avif)$/i, 'image'],
    [/\.(mp4|webm|mov|m4v|ogv)$/i, 'video'],
    [/\.(mp3|wav|ogg|oga|flac|m4a|opus)$/i, 'audio'],
    [/(^|\/)\.dashrc$|\.(txt|log|ya?ml|toml|ini|cfg|conf|xml|html?|css|jsonl|ndjson|py|ps1|psm1|psd1|sh|cs|js|ts|r|jl|tex|sql)$/i, 'text'],
];

/** Its name says it, else its media type. */
export function kindOf(name: string, contentType: string): Kind {
    const known = kinds.find(([pattern]) => pattern.test(name));
    if (known) return known[1];
    const [family, rest] = contentType.split(/[/;]/);
    if (family === 'image' || family === 'video' || family === 'audio' || family === 'text') return family;
    return rest === 'json' || rest === 'xml' || rest === 'yaml' || rest === 'x-yaml' ? 'text' : 'other';
}

export const isText = (kind: Kind): boolean => kind === 'markdown' || kind === 'json' || kind === 'table' || kind === 'text';

export const isMedia = (kind: Kind): boolean => kind === 'image' || kind === 'video' || kind === 'audio';

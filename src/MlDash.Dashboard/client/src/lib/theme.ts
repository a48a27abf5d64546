/** The colours of the page: those of the system, or the ones that somebody chose. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'mldash-theme';
const told = new Set<() => void>();

export const themeOf = (text: string | null): Theme => themes.find((theme) => theme === text) ?? 'system';

/** The theme that comes behind another when somebody asks for the next one. */
export const nextTheme = (theme: Theme): Theme => themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';

export const chosenTheme = (): Theme => themeOf(localStorage.getItem(key));

/** Shows the page in a theme, and keeps it for the next time. */
export function chooseTheme(theme: Theme): void {
    localStorage.setItem(key, theme);
    show();
}

/** Shows the page in the theme that was chosen, and follows the system. */
export function startTheme(): void {
    system().addEventListener('change', show);
    show();
}

/** Tells when colours have become others: a canvas does not see it by itself. Returns what ends it. */
export function onTheme(tell: () => void): () => void {
    told.add(tell);
    return () => void told.delete(tell);
}

const system = () => matchMedia('(prefers-color-scheme: dark)');

function show(): void {
    const theme = chosenTheme();
    document.documentElement.dataset.theme = theme === 'system' ? (system().matches ? 'dark' : 'light') : theme;
    for (const tell of told) tell();
}

/** The colours of the page: those of the system, or the ones that somebody chose. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'mldash-theme';
const told = new Set<() => void>();

export const themeOf = (text: string | null): Theme => themes.find((theme) => theme === text) ?? 'system';

export const chosenTheme = (): Theme => themeOf(localStorage.getItem(key));

/** Shows the page in a theme, and keeps it for the next time. */
export function chooseTheme(theme: Theme): void {
    localStorage.setItem(key, theme);
    showTheme();
}

/** Shows the page in the theme that was chosen. */
export function showTheme(): void {
    const theme = chosenTheme();
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const tell of told) tell();
}

/** Tells when colours have become others: a canvas does not see it by itself. Returns what ends it. */
export function onTheme(tell: () => void): () => void {
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', tell);
    told.add(tell);
    return () => {
        system.removeEventListener('change', tell);
        told.delete(tell);
    };
}
